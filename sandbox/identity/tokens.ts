import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, type JWK, errors as joseErrors, jwtVerify, SignJWT } from 'jose';
import { guidOf } from '../tenant/random.ts';

/** What the issuer's tokens say and how long they last. */
export interface TokenOptions {
  tenantId: string;
  /** Application (client) id. */
  clientId: string;
  /** Application permissions granted to it. */
  permissions: readonly string[];
  /** Seconds of real time; clients cache tokens by their machine's clock, so sandbox time plays no part here. */
  lifetime: number;
}

/** Whether a token opens Graph: with which permissions, or why not, in Graph's words. */
export type TokenVerdict = { permissions: readonly string[] } | { refusal: string };

/** Issues and checks access tokens. */
export interface TokenIssuer {
  /** A signed token for a resource such as `https://graph.microsoft.com`; `expiresAt` in seconds since 1970 UTC. */
  issue(resource: string): Promise<{ token: string; expiresAt: number }>;
  /** Checks signature, audience and lifetime of a token for Graph. */
  check(token: string): Promise<TokenVerdict>;
  /** The public key, as `jwks_uri` shows it. */
  keys(): Promise<{ keys: JWK[] }>;
}

/** Names Graph goes by in the `aud` claim. */
const graphAudiences = [
  'https://graph.microsoft.com',
  'https://graph.microsoft.com/',
  '00000003-0000-0000-c000-000000000000',
];
const keyId = 'sandbox';
let sharedKeys: ReturnType<typeof generateKeys> | undefined;

function generateKeys() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** An issuer whose key lives as long as this process. */
export function tokenIssuer(options: TokenOptions): TokenIssuer {
  sharedKeys ??= generateKeys();
  const { privateKey, publicKey } = sharedKeys;
  const issuer = `https://sts.windows.net/${options.tenantId}/`;

  async function issue(resource: string): Promise<{ token: string; expiresAt: number }> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + options.lifetime;
    const token = await new SignJWT({
      appid: options.clientId,
      idtyp: 'app',
      oid: guidOf(`servicePrincipal:${options.clientId}`),
      tid: options.tenantId,
      roles: [...options.permissions],
      ver: '1.0',
    })
      .setProtectedHeader({ alg: 'RS256', kid: keyId, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(resource)
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return { token, expiresAt };
  }

  async function check(token: string): Promise<TokenVerdict> {
    if (token === '') return { refusal: 'Access token is empty.' };
    try {
      const { payload } = await jwtVerify(token, publicKey, { issuer, audience: graphAudiences });
      const roles = payload['roles'];
      return { permissions: Array.isArray(roles) ? roles.map(String) : [] };
    } catch (error) {
      return { refusal: refusalFor(error) };
    }
  }

  return {
    issue,
    check,
    keys: async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', alg: 'RS256' }] }),
  };
}

function refusalFor(error: unknown): string {
  if (error instanceof joseErrors.JWTExpired) return 'Lifetime validation failed, the token is expired.';
  if (error instanceof joseErrors.JWTClaimValidationFailed && error.claim === 'aud') {
    return 'Access token validation failure. Invalid audience.';
  }
  if (error instanceof joseErrors.JWSSignatureVerificationFailed) return 'Signing key is invalid.';
  return 'IDX14100: JWT is not well formed, there are no dots (.).';
}
