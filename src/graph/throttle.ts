import type { Clock } from '../registration/ports/clock.ts';
import { currentSignal } from '../registration/ports/currentSignal.ts';
import { type Health, signInPart } from '../registration/ports/health.ts';
import type { Log } from '../registration/ports/log.ts';
import { neverSent, ServiceError } from '../registration/ports/serviceError.ts';
import { signInUnavailable } from './signIn.ts';

/** Parts of Microsoft Graph that count their limits apart, or whose pauses concern nobody else: no device waits for `subscriptions`. */
export type Workload = 'intune' | 'identity' | 'subscriptions';

/** Whose limits a call counts against, and what it asks for, in words. */
export interface Place {
  workload: Workload;
  area: string;
}

/** Runs calls, repeats those that failed in passing, and makes everybody wait when one was told to. */
export interface Throttle {
  /** `repeatable` calls are also repeated when it is unknown whether they took effect. Rejects with the last `ServiceError`. */
  run<T>(place: Place, repeatable: boolean, call: () => Promise<T>): Promise<T>;
  /** One try for a caller that comes back by itself: rejects with `throttled` rather than wait, and makes the others of its workload wait when it was told to. */
  once<T>(place: Place, call: () => Promise<T>): Promise<T>;
  /** The same pauses for a caller with a person waiting: gives up rather than wait longer than this, in milliseconds. */
  within(patience: number): Throttle;
  /** Everybody of this workload waits this long from now, `longestPause` at most. */
  pause(workload: Workload, milliseconds: number): void;
  /** Waits before something is asked for again, without keeping others waiting; `false` when that takes longer than this caller has. */
  rest(milliseconds: number): Promise<boolean>;
  /** Says how something went that was part of a larger call; no error when it was answered. */
  note(place: Place, error: ServiceError | undefined, delay: number): void;
  /** Says that something was throttled however often it was asked for, although the call that it was part of was answered. */
  unserved(place: Place): void;
  /** No pause is longer than this, whatever Graph asks for. Milliseconds. */
  longestPause: number;
}

const attempts = 5;
const firstDelay = 2_000;
const longestDelay = 60_000;
/** A background call waits no longer than this for Graph: five minutes. Then its work is put off instead. */
const longestWait = 5 * 60_000;
/** Fifteen minutes: longer pauses than Graph's own are mistakes, and a request too early costs one more refusal. */
export const defaultLongestPause = 15 * 60_000;

/**
 * One pause for each workload of the tenant, shared by all callers: requests sent while Graph throttles count against the limit and make
 * it last (docs/sources.md, throttling).
 */
export function createThrottle(options: {
  clock: Clock;
  random: () => number;
  log: Log;
  health: Health;
  /** Milliseconds; fifteen minutes when absent. */
  longestPause?: number | undefined;
  /** Ends every wait: the process stops. */
  signal?: AbortSignal | undefined;
}): Throttle {
  const { clock, random, log, health, signal, longestPause = defaultLongestPause } = options;
  const pauses: Record<Workload, { from: number; until: number }> = {
    intune: { from: 0, until: 0 },
    identity: { from: 0, until: 0 },
    subscriptions: { from: 0, until: 0 },
  };

  /** Milliseconds left of the pause. One that begins ahead of now is over: the clock went back. */
  function left(workload: Workload): number {
    const { from, until } = pauses[workload];
    const now = clock.now();
    return from > now ? 0 : Math.max(0, until - now);
  }

  function pause(workload: Workload, milliseconds: number): void {
    const from = clock.now();
    const bounded = Math.min(milliseconds, longestPause);
    pauses[workload] = { from, until: from + Math.max(left(workload), bounded) };
    health.paused(workload, bounded);
  }

  function note({ workload, area }: Place, error: ServiceError | undefined, delay: number): void {
    if (error?.code === 'aborted' || error?.kind === 'throttled') return;
    if (error?.code === signInUnavailable) {
      health.failed(signInPart, 'unavailable', delay);
      return;
    }
    health.worked(signInPart);
    if (error?.kind === 'unavailable' || error?.kind === 'unreadable') health.failed(area, error.kind, delay);
    else {
      health.worked(area);
      health.answered(workload);
    }
  }

  function stopping(): boolean {
    return signal?.aborted === true || currentSignal()?.aborted === true;
  }

  function sleep(milliseconds: number): Promise<void> {
    const signals = [signal, currentSignal()].filter((each) => each !== undefined);
    return clock.sleep(milliseconds, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
  }

  async function open(workload: Workload, until: number): Promise<void> {
    if (clock.now() + left(workload) > until) throw impatient(left(workload));
    while (left(workload) > 0) {
      if (stopping()) throw impatient(left(workload));
      await sleep(left(workload));
    }
  }

  async function run<T>(patience: number, place: Place, repeatable: boolean, call: () => Promise<T>): Promise<T> {
    const { workload, area } = place;
    const until = clock.now() + patience;
    for (let attempt = 1; ; attempt += 1) {
      await open(workload, until);
      try {
        const answer = await call();
        note(place, undefined, 0);
        return answer;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const delay = Math.min(error.retryAfter ?? jitter(firstDelay * 2 ** (attempt - 1), random), longestPause);
        note(place, error, delay);
        const again = !stopping() && attempt < attempts && clock.now() + delay <= until && mayRepeat(error, repeatable);
        if (!again) {
          if (error.kind === 'throttled') {
            pause(workload, delay);
            // Nobody repeats it here, and what is answered meanwhile says nothing about it.
            if (error.code !== neverSent) health.failed(area, 'throttled', 0);
          }
          throw error;
        }
        log.info(
          { workload, area, status: error.status, code: error.code, attempt, delay },
          'a call to Graph failed and is repeated',
        );
        if (error.kind === 'throttled') pause(workload, delay);
        else await sleep(delay);
      }
    }
  }

  async function once<T>(place: Place, call: () => Promise<T>): Promise<T> {
    const { workload } = place;
    if (left(workload) > 0) throw impatient(left(workload));
    try {
      const answer = await call();
      note(place, undefined, 0);
      return answer;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      note(place, error, longestDelay);
      const delay = error.retryAfter ?? (error.kind === 'throttled' ? longestDelay : undefined);
      if (delay !== undefined) pause(workload, delay);
      throw error;
    }
  }

  async function rest(patience: number, milliseconds: number): Promise<boolean> {
    if (milliseconds > patience / 2 || stopping()) return false;
    await sleep(milliseconds);
    return true;
  }

  const patient = (patience: number): Throttle => ({
    once,
    run: (place, repeatable, call) => run(patience, place, repeatable, call),
    within: patient,
    rest: (milliseconds) => rest(patience, milliseconds),
    pause,
    note,
    unserved: ({ area }) => health.failed(area, 'throttled', 0),
    longestPause,
  });
  return patient(longestWait);
}

function impatient(retryAfter: number): ServiceError {
  return new ServiceError('Graph has asked to wait longer than this call may', {
    kind: 'throttled',
    status: 429,
    code: neverSent,
    retryAfter,
    outcome: 'none',
  });
}

function mayRepeat(error: ServiceError, repeatable: boolean): boolean {
  // A request that must not be sent twice is not sent again on the word of an answer alone.
  if (error.kind === 'throttled') return repeatable || error.code === neverSent;
  return (error.kind === 'unavailable' || error.kind === 'unreadable') && (repeatable || error.outcome === 'none');
}

/** Between half and all of the delay, so that callers do not come back together. */
function jitter(delay: number, random: () => number): number {
  const bounded = Math.min(delay, longestDelay);
  return bounded / 2 + (bounded / 2) * random();
}
