import { approvalRequired, ServiceError, type ServiceErrorKind } from '../registration/ports/serviceError.ts';
import { type Answer, type GraphRefusal, garbled, type Reader, readRefusal } from './answer.ts';
import { permissionFor } from './permissions.ts';

/** What a request does to the world when it is repeated. */
export type Effect = 'safe' | 'idempotent' | 'once';

/** A request; its path below the version. */
export interface Asked {
  method: string;
  path: string;
  effect: Effect;
}

/** No answer came: the connection broke, or nobody answered in time. */
export function noAnswer(asked: Asked, thrown: unknown, aborted: boolean): ServiceError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ServiceError(`${nameOf(asked)}: no answer (${message})`, {
    kind: 'unavailable',
    status: 0,
    code: aborted ? 'aborted' : 'noAnswer',
    outcome: lost(asked),
    cause: thrown,
  });
}

/** Something answered that is not what was asked for. */
export function unreadable(asked: Asked, status: number, why: string): ServiceError {
  return new ServiceError(`${nameOf(asked)}: ${status}, but ${why}`, {
    kind: 'unreadable',
    status,
    code: 'unreadableAnswer',
    outcome: lost(asked),
  });
}

/**
 * What was asked for, or the error that an answer stands for. A status is believed where a service in between cannot be meant: 404 and other
 * refusals only in Graph's own words, since a proxy's page says nothing about what Graph has.
 */
export function outcomeOf<T>(
  asked: Asked,
  { status, body }: Pick<Answer, 'status' | 'body'>,
  read: Reader<T>,
  retryAfter: number | undefined,
): T | ServiceError {
  if (status >= 200 && status < 300) {
    const value = body === garbled ? undefined : read(body);
    return value === undefined ? unreadable(asked, status, 'not with what was asked for') : value;
  }
  const refusal = readRefusal(body);
  const kind = kindOf(status, refusal);
  if (kind === 'unreadable') return unreadable(asked, status, 'not in the words of Microsoft Graph');
  const code = codeOf(status, refusal);
  // A refusal or a throttle is an answer: nothing was done. Anything else may have been done before the answer got lost.
  const outcome = kind === 'unavailable' ? lost(asked) : 'none';
  return new ServiceError(`${nameOf(asked)}: ${status === 0 ? 'no answer' : status} ${code}`, {
    kind,
    status,
    code,
    outcome,
    requestId: refusal?.requestId,
    retryAfter,
    // 401 says that the credential is no good, whatever it may do.
    permission: status === 403 ? permissionFor(asked) : undefined,
  });
}

function kindOf(status: number, refusal: GraphRefusal | undefined): ServiceErrorKind {
  if (status === 429) return 'throttled';
  if (status === 0 || status === 408 || status >= 500) return 'unavailable';
  // Whoever finds a request too large has not passed it on.
  if (status === 413) return 'refused';
  if (refusal === undefined || status < 400) return 'unreadable';
  if (status === 401 || status === 403) return 'forbidden';
  return status === 404 ? 'notFound' : 'refused';
}

function codeOf(status: number, refusal: GraphRefusal | undefined): string {
  const wantsApproval = (status === 400 || status === 412) && /x-msft-approval/i.test(refusal?.message ?? '');
  if (wantsApproval) return approvalRequired;
  return refusal?.code ?? (status === 0 ? 'noAnswer' : `http${status}`);
}

/** What is known of a request whose answer is lost: whoever may repeat it loses nothing. */
function lost({ effect }: Asked): 'none' | 'unknown' {
  return effect === 'once' ? 'unknown' : 'none';
}

function nameOf({ method, path }: Asked): string {
  return `${method} ${path.split('?')[0]}`;
}

/**
 * Milliseconds of a Retry-After header, in seconds or as a date, at most `longest`; `undefined` when it says nothing usable, such as a time
 * that is over. A date counts from the answer's own, where it has one.
 */
export function retryAfter(headers: Pick<Headers, 'get'>, longest: number): number | undefined {
  const header = headers.get('retry-after')?.trim() ?? '';
  if (header === '') return undefined;
  const seconds = Number(header);
  const date = Date.parse(headers.get('date') ?? '');
  const milliseconds = Number.isNaN(seconds)
    ? Date.parse(header) - (Number.isNaN(date) ? Date.now() : date)
    : seconds * 1_000;
  if (Number.isNaN(milliseconds) || milliseconds < 0) return undefined;
  return Math.min(milliseconds, longest);
}
