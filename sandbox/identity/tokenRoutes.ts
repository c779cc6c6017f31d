import express, { type Request, type Response, Router } from 'express';
import { decodeJwt } from 'jose';
import { z } from 'zod/v4';
import { guidOf } from '../tenant/random.ts';
import type { TokenIssuer } from './tokens.ts';

/** The application registered in the sandbox tenant. */
export interface ApplicationCredentials {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** What the managed identity endpoint asks for in `X-IDENTITY-HEADER`. */
  identitySecret: string;
}

const form = z.object({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  client_assertion: z.string().optional(),
  scope: z.string().optional(),
});

/** Entra's token endpoint and App Service's managed identity endpoint. */
export function tokenRoutes(credentials: ApplicationCredentials, issuer: TokenIssuer): Router {
  const router = Router();
  const tenants = [credentials.tenantId, 'botframework.com', 'organizations', 'common'];

  router.post('/:tenant/oauth2/v2.0/token', express.urlencoded({ extended: false }), async (request, response) => {
    const body = form.parse(request.body ?? {});
    if (!tenants.includes(request.params.tenant)) {
      return refuse(response, 400, 'invalid_request', 90002, `Tenant '${request.params.tenant}' not found.`);
    }
    const problem = clientProblem(credentials, body);
    if (problem !== undefined) return refuse(response, problem.status, problem.error, problem.code, problem.message);
    const resource = /^(https:\/\/.+|[0-9a-f-]{36})\/\.default$/.exec(body.scope ?? '')?.[1];
    if (resource === undefined) {
      return refuse(
        response,
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${body.scope ?? ''} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`,
      );
    }
    const { token, expiresAt } = await issuer.issue(resource);
    const lifetime = expiresAt - Math.floor(Date.now() / 1000);
    response.json({ token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: token });
  });

  addDiscovery(router, credentials, issuer);
  addManagedIdentity(router, credentials, issuer);
  return router;
}

/** What clients of Entra look up first. */
function addDiscovery(router: Router, credentials: ApplicationCredentials, issuer: TokenIssuer): void {
  router.get('/:tenant/v2.0/.well-known/openid-configuration', (request, response) => {
    const origin = originOf(request);
    const tenant = request.params.tenant;
    response.json({
      token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
      issuer: `${origin}/${credentials.tenantId}/v2.0`,
      authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
      response_types_supported: ['code', 'id_token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      tenant_region_scope: 'NA',
      cloud_instance_name: 'microsoftonline.com',
    });
  });
  router.get('/:tenant/discovery/v2.0/keys', async (_request, response) => {
    response.json(await issuer.keys());
  });
}

/** App Service's endpoint, as the Azure SDK asks it with IDENTITY_ENDPOINT and IDENTITY_HEADER. */
function addManagedIdentity(router: Router, credentials: ApplicationCredentials, issuer: TokenIssuer): void {
  router.get('/msi/token', async (request, response) => {
    const resource = request.query['resource'];
    if (request.get('x-identity-header') !== credentials.identitySecret) {
      response
        .status(401)
        .json({ statusCode: 401, message: 'The X-IDENTITY-HEADER is missing or not the one of this app.' });
    } else if (request.query['api-version'] !== '2019-08-01' || typeof resource !== 'string') {
      response.status(400).json({ statusCode: 400, message: 'api-version=2019-08-01 and resource are required.' });
    } else {
      const { token, expiresAt } = await issuer.issue(resource);
      const { clientId } = credentials;
      response.json({
        access_token: token,
        expires_on: String(expiresAt),
        resource,
        token_type: 'Bearer',
        client_id: clientId,
      });
    }
  });
}

interface ClientProblem {
  status: number;
  error: string;
  code: number;
  message: string;
}

function clientProblem(credentials: ApplicationCredentials, body: z.output<typeof form>): ClientProblem | undefined {
  if (body.grant_type !== 'client_credentials') {
    return problem(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${body.grant_type ?? ''}'.`,
    );
  }
  if (body.client_id !== credentials.clientId) {
    return problem(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${body.client_id ?? ''}' was not found in the directory 'Contoso'.`,
    );
  }
  if (body.client_assertion !== undefined) return assertionProblem(credentials, body.client_assertion);
  if (body.client_secret === credentials.clientSecret) return undefined;
  if (body.client_secret === undefined) {
    return problem(
      401,
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  return problem(
    401,
    'invalid_client',
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${credentials.clientId}'.`,
  );
}

/** The sandbox knows no certificates: it checks what the assertion claims, not who signed it. */
function assertionProblem(credentials: ApplicationCredentials, assertion: string): ClientProblem | undefined {
  try {
    const claims = decodeJwt(assertion);
    if (claims.iss !== credentials.clientId || claims.sub !== credentials.clientId) throw new Error('wrong client');
    if ((claims.exp ?? 0) * 1000 < Date.now()) {
      return problem(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.');
    }
    return undefined;
  } catch {
    return problem(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.');
  }
}

function problem(status: number, error: string, code: number, message: string): ClientProblem {
  return { status, error, code, message };
}

function refuse(response: Response, status: number, error: string, code: number, message: string): void {
  const id = guidOf(`${Date.now()}`);
  response.status(status).json({
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${id} Correlation ID: ${id} Timestamp: ${new Date().toISOString()}`,
    error_codes: [code],
    timestamp: new Date().toISOString(),
    trace_id: id,
    correlation_id: id,
  });
}

function originOf(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? ''}`;
}
