import type { Log } from '../registration/ports/log.ts';
import type { Metrics } from '../registration/ports/metrics.ts';

/** Why a request was refused before anybody worked on it; the names are the labels in `/metrics`. */
export type Refusal =
  | 'noToken'
  | 'malformedToken'
  | 'algorithm'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'notYetValid'
  | 'unknownKey'
  | 'notEndorsed'
  | 'signature'
  | 'serviceUrl'
  | 'serviceUrlHost'
  | 'keysUnavailable'
  | 'malformedActivity'
  | 'notJson'
  | 'tooLarge'
  | 'tooComplex'
  | 'busy'
  | 'aborted'
  | 'method'
  | 'notLoopback'
  | 'badRequest'
  | 'headersTooLarge'
  | 'tooSlow'
  | 'tooManyConnections'
  | 'pipelined';

/** All of them, so that `/metrics` shows each from the start. */
export const refusals: readonly Refusal[] = [
  'noToken',
  'malformedToken',
  'algorithm',
  'issuer',
  'audience',
  'expired',
  'notYetValid',
  'unknownKey',
  'notEndorsed',
  'signature',
  'serviceUrl',
  'serviceUrlHost',
  'keysUnavailable',
  'malformedActivity',
  'notJson',
  'tooLarge',
  'tooComplex',
  'busy',
  'aborted',
  'method',
  'notLoopback',
  'badRequest',
  'headersTooLarge',
  'tooSlow',
  'tooManyConnections',
  'pipelined',
];

/** Counts a refusal. */
export type CountRefusal = (reason: Refusal) => void;

/** Milliseconds between two lines of the log about one kind: whoever is refused must not fill it. */
const quiet = 60_000;

/**
 * Counts every refusal in `/metrics` and logs each kind at most once a minute: the first at once, those that follow within the minute as one sum at its end.
 * `later` calls back after so many milliseconds.
 */
export function countRefusals(log: Log, metrics: Metrics, later: Later = unhurried): CountRefusal {
  const say = perMinute<Refusal>((reason, count) => log.warn({ reason, count }, 'requests were refused'), later);
  return (reason) => {
    metrics.count('requestsRefused', 1, { reason });
    say(reason);
  };
}

type Later = (act: () => void, milliseconds: number) => void;

const unhurried: Later = (act, milliseconds) => void setTimeout(act, milliseconds).unref();

/** Says the first of each kind at once, and then once a minute how many more there were, until a minute passes without one. Keeps one number for each kind. */
export function perMinute<K extends string>(
  say: (kind: K, count: number) => void,
  later: Later = unhurried,
): (kind: K) => void {
  const waiting = new Map<K, number>();
  const rest = (kind: K) =>
    later(() => {
      const count = waiting.get(kind) ?? 0;
      waiting.delete(kind);
      if (count === 0) return;
      say(kind, count);
      waiting.set(kind, 0);
      rest(kind);
    }, quiet);
  return (kind) => {
    const count = waiting.get(kind);
    if (count !== undefined) {
      waiting.set(kind, count + 1);
      return;
    }
    say(kind, 1);
    waiting.set(kind, 0);
    rest(kind);
  };
}
