import type { Clock } from '../registration/ports/clock.ts';
import type { Health } from '../registration/ports/health.ts';
import type { Log } from '../registration/ports/log.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';

/** Parts of Microsoft Graph that count their limits apart, or whose pauses concern nobody else: no device waits for `subscriptions`. */
export type Workload = 'intune' | 'identity' | 'subscriptions';

/** Runs calls, repeats those that failed in passing, and makes everybody wait when one was told to. */
export interface Throttle {
  /** `repeatable` calls are also repeated when it is unknown whether they took effect. Rejects with the last `ServiceError`. */
  run<T>(workload: Workload, repeatable: boolean, call: () => Promise<T>): Promise<T>;
  /** One try for a caller that comes back by itself: rejects with `throttled` rather than wait, and makes the others of its workload wait when it was told to. */
  once<T>(workload: Workload, call: () => Promise<T>): Promise<T>;
  /** The same pauses for a caller with a person waiting: gives up rather than wait longer than this, in milliseconds. */
  within(patience: number): Throttle;
  /** Everybody of this workload waits this long from now. */
  pause(workload: Workload, milliseconds: number): void;
}

const attempts = 5;
const firstDelay = 2_000;
const longestDelay = 60_000;
/** A background call waits no longer than this for Graph: five minutes. Then its work is put off instead. */
const longestWait = 5 * 60_000;

/**
 * One pause for each workload of the tenant, shared by all callers: requests sent while Graph throttles count against the limit and make
 * it last (docs/sources.md, throttling).
 */
export function createThrottle(options: {
  clock: Clock;
  random: () => number;
  log: Log;
  health: Health;
  /** Ends every wait: the process stops. */
  signal?: AbortSignal | undefined;
}): Throttle {
  const { clock, random, log, health, signal } = options;
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
    pauses[workload] = { from, until: from + Math.max(left(workload), milliseconds) };
    // Nobody is held up by what is only told sooner.
    if (workload !== 'subscriptions') health.failed(workload, 'throttled', milliseconds);
  }

  async function open(workload: Workload, until: number): Promise<void> {
    if (clock.now() + left(workload) > until) throw impatient(left(workload));
    while (left(workload) > 0) {
      if (signal?.aborted === true) throw impatient(left(workload));
      await clock.sleep(left(workload), signal);
    }
  }

  async function run<T>(patience: number, workload: Workload, repeatable: boolean, call: () => Promise<T>): Promise<T> {
    const until = clock.now() + patience;
    for (let attempt = 1; ; attempt += 1) {
      await open(workload, until);
      try {
        const answer = await call();
        health.worked(workload);
        return answer;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const delay = error.retryAfter ?? jitter(firstDelay * 2 ** (attempt - 1), random);
        health.failed(workload, error.kind, delay);
        const stopping = signal?.aborted === true;
        const again = !stopping && attempt < attempts && clock.now() + delay <= until && mayRepeat(error, repeatable);
        if (!again) {
          if (error.kind === 'throttled') pause(workload, delay);
          throw error;
        }
        log.info(
          { workload, status: error.status, code: error.code, attempt, delay },
          'Graph asked to come back later',
        );
        if (error.kind === 'throttled') pause(workload, delay);
        else await clock.sleep(delay, signal);
      }
    }
  }

  async function once<T>(workload: Workload, call: () => Promise<T>): Promise<T> {
    if (left(workload) > 0) throw impatient(left(workload));
    try {
      const answer = await call();
      health.worked(workload);
      return answer;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const delay = error.retryAfter ?? (error.kind === 'throttled' ? longestDelay : undefined);
      if (delay !== undefined) pause(workload, delay);
      throw error;
    }
  }

  const patient = (patience: number): Throttle => ({
    once,
    run: (workload, repeatable, call) => run(patience, workload, repeatable, call),
    within: patient,
    pause,
  });
  return patient(longestWait);
}

function impatient(retryAfter: number): ServiceError {
  return new ServiceError('Graph has asked to wait longer than this call may', {
    kind: 'throttled',
    status: 429,
    code: 'paused',
    retryAfter,
    outcome: 'none',
  });
}

function mayRepeat(error: ServiceError, repeatable: boolean): boolean {
  return error.kind === 'throttled' || (error.kind === 'unavailable' && (repeatable || error.outcome === 'none'));
}

/** Between half and all of the delay, so that callers do not come back together. */
function jitter(delay: number, random: () => number): number {
  const bounded = Math.min(delay, longestDelay);
  return bounded / 2 + (bounded / 2) * random();
}
