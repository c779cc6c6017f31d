import type { TokenCredential } from '@azure/identity';
import {
  AuthenticationHandler,
  Client,
  HTTPMessageHandler,
  type Middleware,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { type Effect, serviceError } from './failures.ts';
import { rewriteOrigin } from './rewriteOrigin.ts';
import type { Throttle, Workload } from './throttle.ts';
import type { GraphVersion } from './versions.ts';

/** One request to Microsoft Graph. */
export interface GraphRequest {
  workload: Workload;
  version: GraphVersion;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version, query included and encoded: `/groups?$top=5`. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** What repeating it would do; GET is `safe`, everything else `once` unless it says otherwise. */
  effect?: Effect;
}

/** Talks to Microsoft Graph. Rejects with `ServiceError` and nothing else. */
export interface GraphClient {
  /** The answer's JSON, or `undefined` for an empty one. */
  send(request: GraphRequest): Promise<unknown>;
  /** The same without repeating and without making others wait: for a request whose 429 concerns only itself. */
  sendOnce(request: GraphRequest): Promise<unknown>;
  throttle: Throttle;
}

const graphOrigin = 'https://graph.microsoft.com';
/** Graph answers within a minute or not at all. */
const longestRequest = 100_000;

/**
 * A client for one tenant. The SDK's own retries are off: they repeat POSTs after 503 and their sleep cannot be ended (docs/sources.md, Graph client).
 * With `origin`, requests go there instead of to graph.microsoft.com: the sandbox, and nothing else.
 */
export function createGraphClient(options: {
  credential: TokenCredential;
  throttle: Throttle;
  origin?: string | undefined;
  /** Milliseconds for one request, of the machine's time. */
  timeout?: number | undefined;
}): GraphClient {
  const authentication = new AuthenticationHandler(
    new TokenCredentialAuthenticationProvider(options.credential, { scopes: [`${graphOrigin}/.default`] }),
  );
  const telemetry = new TelemetryHandler();
  const last: Middleware =
    options.origin === undefined ? new HTTPMessageHandler() : rewriteOrigin(graphOrigin, options.origin);
  authentication.setNext(telemetry);
  telemetry.setNext(last);
  const client = Client.initWithMiddleware({ middleware: authentication });

  async function once(request: GraphRequest): Promise<unknown> {
    const effect = effectOf(request);
    const url = `${graphOrigin}/${request.version}${request.path}`;
    try {
      const call = client
        .api(url)
        .headers(request.headers ?? {})
        .option('signal', AbortSignal.timeout(options.timeout ?? longestRequest));
      switch (request.method) {
        case 'GET':
          return await call.get();
        case 'POST':
          return await call.post(request.body ?? {});
        case 'PATCH':
          return await call.patch(request.body);
        case 'DELETE':
          return await call.delete();
        default:
          return request.method satisfies never;
      }
    } catch (error) {
      throw serviceError(error, request, effect);
    }
  }

  return {
    throttle: options.throttle,
    sendOnce: once,
    send: (request) => options.throttle.run(request.workload, effectOf(request) !== 'once', () => once(request)),
  };
}

function effectOf(request: GraphRequest): Effect {
  return request.effect ?? (request.method === 'GET' ? 'safe' : 'once');
}
