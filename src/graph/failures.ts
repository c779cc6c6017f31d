import { GraphError } from '@microsoft/microsoft-graph-client';
import { ServiceError, type ServiceErrorKind } from '../registration/ports/serviceError.ts';
import { permissionFor } from './permissions.ts';

/** What a request does to the world when it is repeated. */
export type Effect = 'safe' | 'idempotent' | 'once';

/** What @azure/identity throws when it gets no token; nothing was sent to Graph then. */
const signInErrors =
  /^(CredentialUnavailable|AuthenticationRequired|Authentication|AggregateAuthentication|ClientAuth|Server|InteractionRequiredAuth)Error$/;

/** The request that failed; its path below the version. */
interface Asked {
  method: string;
  path: string;
}

/** The engine's error for whatever the SDK threw. */
export function serviceError(thrown: unknown, { method, path }: Asked, effect: Effect): ServiceError {
  const what = `${method} ${path.split('?')[0]}`;
  if (!(thrown instanceof GraphError)) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new ServiceError(`${what}: no answer (${message})`, {
      kind: 'unavailable',
      status: 0,
      code: 'noAnswer',
      outcome: effect === 'once' ? 'unknown' : 'none',
      cause: thrown,
    });
  }
  const status = Math.max(0, thrown.statusCode);
  if (status === 0 && signInErrors.test(thrown.code ?? '')) {
    const text = `${what}: Preflight could not sign in to Microsoft Graph (${thrown.message})`;
    return new ServiceError(text, {
      kind: 'forbidden',
      status,
      code: thrown.code ?? '',
      outcome: 'none',
      cause: thrown,
    });
  }
  return statusError({ method, path }, effect, {
    status,
    code: thrown.code ?? (status === 0 ? 'noAnswer' : `http${status}`),
    requestId: thrown.requestId ?? undefined,
    retryAfter: retryAfter(thrown.headers?.get('retry-after')),
  });
}

/** The engine's error for an HTTP status. */
export function statusError(
  { method, path }: Asked,
  effect: Effect,
  facts: { status: number; code: string; requestId?: string | undefined; retryAfter?: number | undefined },
): ServiceError {
  const kind = kindOf(facts.status);
  // A refusal or a throttle is an answer: nothing was done. Anything else may have been done before the answer got lost.
  const outcome = kind === 'unavailable' && effect === 'once' ? 'unknown' : 'none';
  const what = `${method} ${path.split('?')[0]}`;
  return new ServiceError(`${what}: ${facts.status === 0 ? 'no answer' : facts.status} ${facts.code}`, {
    kind,
    outcome,
    // 401 says that the credential is no good, whatever it may do.
    permission: facts.status === 403 ? permissionFor({ method, path }) : undefined,
    ...facts,
  });
}

function kindOf(status: number): ServiceErrorKind {
  if (status === 429) return 'throttled';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'notFound';
  if (status === 0 || status === 408 || status >= 500) return 'unavailable';
  return 'refused';
}

/** Milliseconds of a Retry-After header, in seconds or as a date; `undefined` when it says nothing usable. */
export function retryAfter(header: string | null | undefined): number | undefined {
  if (header === null || header === undefined || header === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
