import type { TokenCredential } from '@azure/identity';
import {
  AuthenticationHandler,
  AuthenticationHandlerOptions,
  Client,
  GraphError,
  HTTPMessageHandler,
  type Middleware,
  ResponseType,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import { currentSignal } from '../registration/ports/currentSignal.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { type Answer, type Reader, readAnswer } from './answer.ts';
import { areaOf } from './areas.ts';
import { type Asked, type Effect, noAnswer, outcomeOf, retryAfter } from './failures.ts';
import type { NoteLeftOut } from './leftOut.ts';
import { rewriteOrigin } from './rewriteOrigin.ts';
import { claimsAfter, createSignIn } from './signIn.ts';
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

/** Talks to Microsoft Graph. Rejects with `ServiceError` and nothing else; an answer that `read` makes nothing of is `unreadable`. */
export interface GraphClient {
  /** What `read` makes of the answer's JSON (`undefined` for an empty one). */
  send<T>(request: GraphRequest, read: Reader<T>): Promise<T>;
  /** The same without repeating and without making others wait: for a request whose 429 concerns only itself. */
  sendOnce<T>(request: GraphRequest, read: Reader<T>): Promise<T>;
  throttle: Throttle;
  /** Counts rows of a list that lack what identifies them. */
  leftOut: NoteLeftOut;
}

const graphOrigin = 'https://graph.microsoft.com';
/** Graph answers within a minute or not at all. */
const longestRequest = 100_000;

/**
 * A client for one tenant. The SDK's own retries are off: they repeat POSTs after 503 and their sleep cannot be ended; so is its reading of
 * answers, which believes any body (docs/sources.md, Graph client). With `origin`, requests go there instead of to graph.microsoft.com: the sandbox, and nothing else.
 */
export function createGraphClient(options: {
  credential: TokenCredential;
  throttle: Throttle;
  leftOut: NoteLeftOut;
  origin?: string | undefined;
  /** Milliseconds for one request, of the machine's time. */
  timeout?: number | undefined;
  /** Ends every reading: the process stops. */
  signal?: AbortSignal | undefined;
}): GraphClient {
  const signIn = createSignIn(options.credential, `${graphOrigin}/.default`);
  const authentication = new AuthenticationHandler({ getAccessToken: () => Promise.reject(new Error('no token')) });
  const telemetry = new TelemetryHandler();
  const last: Middleware =
    options.origin === undefined ? new HTTPMessageHandler() : rewriteOrigin(graphOrigin, options.origin);
  authentication.setNext(telemetry);
  telemetry.setNext(last);
  const client = Client.initWithMiddleware({ middleware: authentication });

  function call(request: GraphRequest, token: string, signal: AbortSignal): Promise<Response> {
    const asked = client
      .api(`${graphOrigin}/${request.version}${request.path}`)
      .responseType(ResponseType.RAW)
      .middlewareOptions([new AuthenticationHandlerOptions({ getAccessToken: () => Promise.resolve(token) })])
      .headers(request.headers ?? {})
      // An answer that sends elsewhere is none of Graph's.
      .options({ signal, redirect: 'manual' });
    switch (request.method) {
      case 'GET':
        return asked.get();
      case 'POST':
        return asked.post(request.body ?? {});
      case 'PATCH':
        return asked.patch(request.body);
      case 'DELETE':
        return asked.delete();
      default:
        return request.method satisfies never;
    }
  }

  async function answerOf(asked: Asked, request: GraphRequest, claims: string | undefined): Promise<Answer> {
    const signal = signalFor(asked.effect);
    const token = await signIn.token(signal, claims);
    try {
      return await readAnswer(await call(request, token, signal));
    } catch (error) {
      throw noAnswer(asked, causeOf(error), isAborted(asked.effect));
    }
  }

  /** A token may be revoked, or a clock be wrong: one refusal of it is answered with a new one. */
  async function once<T>(request: GraphRequest, read: Reader<T>): Promise<T> {
    const asked = { method: request.method, path: request.path, effect: effectOf(request) };
    let answer = await answerOf(asked, request, undefined);
    // What must not be sent twice is not sent again on the word of an answer alone.
    if (answer.status === 401 && asked.effect !== 'once')
      answer = await answerOf(asked, request, claimsAfter(answer.headers, Date.now()));
    const outcome = outcomeOf(asked, answer, read, retryAfter(answer.headers, options.throttle.longestPause));
    if (outcome instanceof ServiceError) throw outcome;
    return outcome;
  }

  /** What ends a request. One whose effect would be unknown runs to its end. */
  function signalFor(effect: Effect): AbortSignal {
    const timeout = AbortSignal.timeout(options.timeout ?? longestRequest);
    const others = [options.signal, currentSignal()].filter((signal) => signal !== undefined);
    return effect === 'once' ? timeout : AbortSignal.any([timeout, ...others]);
  }

  function isAborted(effect: Effect): boolean {
    return effect !== 'once' && (options.signal?.aborted === true || currentSignal()?.aborted === true);
  }

  return {
    throttle: options.throttle,
    leftOut: options.leftOut,
    sendOnce: once,
    send: (request, read) => {
      const place = { workload: request.workload, area: areaOf(request.path) };
      return options.throttle.run(place, effectOf(request) !== 'once', () => once(request, read));
    },
  };
}

/** The SDK wraps what `fetch` throws and loses it. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphError && typeof error.body === 'string' && error.body !== ''
    ? new Error(error.body, { cause: error })
    : error;
}

function effectOf(request: GraphRequest): Effect {
  return request.effect ?? (request.method === 'GET' ? 'safe' : 'once');
}
