import type { Clock } from '../registration/ports/clock.ts';
import type { Log } from '../registration/ports/log.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';

/** Parts of Microsoft Graph that count their limits apart. */
export type Workload = 'intune' | 'identity';

/** Runs calls, repeats those that failed in passing, and makes everybody wait when one was told to. */
export interface Throttle {
  /** `repeatable` calls are also repeated when it is unknown whether they took effect. Rejects with the last `ServiceError`. */
  run<T>(workload: Workload, repeatable: boolean, call: () => Promise<T>): Promise<T>;
  /** Everybody of this workload waits this long from now. */
  pause(workload: Workload, milliseconds: number): void;
}

const attempts = 5;
const firstDelay = 2_000;
const longestDelay = 60_000;

/**
 * One pause for each workload of the tenant, shared by all callers: requests sent while Graph throttles count against the limit and make
 * it last (graph.md 5).
 */
export function createThrottle(clock: Clock, random: () => number, log: Log): Throttle {
  const pausedUntil: Record<Workload, number> = { intune: 0, identity: 0 };

  function pause(workload: Workload, milliseconds: number): void {
    pausedUntil[workload] = Math.max(pausedUntil[workload], clock.now() + milliseconds);
  }

  async function open(workload: Workload): Promise<void> {
    while (pausedUntil[workload] > clock.now()) await clock.sleep(pausedUntil[workload] - clock.now());
  }

  async function run<T>(workload: Workload, repeatable: boolean, call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await open(workload);
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof ServiceError) || attempt === attempts || !mayRepeat(error, repeatable)) throw error;
        const delay = error.retryAfter ?? jitter(firstDelay * 2 ** (attempt - 1), random);
        log.info(
          { workload, status: error.status, code: error.code, attempt, delay },
          'Graph asked to come back later',
        );
        if (error.kind === 'throttled') pause(workload, delay);
        else await clock.sleep(delay);
      }
    }
  }

  return { run, pause };
}

function mayRepeat(error: ServiceError, repeatable: boolean): boolean {
  return error.kind === 'throttled' || (error.kind === 'unavailable' && (repeatable || error.outcome === 'none'));
}

/** Between half and all of the delay, so that callers do not come back together. */
function jitter(delay: number, random: () => number): number {
  const bounded = Math.min(delay, longestDelay);
  return bounded / 2 + (bounded / 2) * random();
}
