import { Cron } from 'croner';
import type { Clock } from '../registration/ports/clock.ts';
import { withSignal } from '../registration/ports/currentSignal.ts';
import type { Log } from '../registration/ports/log.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import type { Job } from './job.ts';
import type { JobRunner } from './runner.ts';

/** First wait after a failed run; doubled with each failure in a row, up to the longest. Milliseconds. */
const firstRetry = 5_000;
const longestRetry = 5 * 60_000;

/** Runs jobs inside this process, each at most once at a time. `jobs` gets a `wake` so that jobs can start one another. */
export function startJobs(
  jobs: (wake: JobRunner['wake']) => readonly Job[],
  options: { clock: Clock; log: Log; random: () => number },
): JobRunner {
  const stopping = new AbortController();
  const wakers = new Map<string, () => void>();
  const wake = (name: string) => wakers.get(name)?.();
  // Each first run waits its turn, so that whoever starts the jobs holds the runner before any of them runs.
  const loops = jobs(wake).map((job) => Promise.resolve().then(() => loop(job, stopping.signal, wakers, options)));
  return {
    wake,
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function loop(
  job: Job,
  stop: AbortSignal,
  wakers: Map<string, () => void>,
  { clock, log, random }: { clock: Clock; log: Log; random: () => number },
): Promise<void> {
  const schedule = new Cron(job.schedule, { timezone: 'UTC', paused: true });
  let asleep = new AbortController();
  let woken = true; // Whatever was missed while the process was down is found by a run at start.
  let failures = 0;
  let pause = 0;
  wakers.set(job.name, () => {
    woken = true;
    asleep.abort();
  });
  while (!stop.aborted) {
    if (!woken) {
      asleep = new AbortController();
      const wait =
        failures > 0
          ? Math.max(retryDelay(failures), Math.min(pause, untilNext(schedule, clock, 0)))
          : untilNext(schedule, clock, job.jitter * random());
      await clock.sleep(wait, AbortSignal.any([asleep.signal, stop]));
      if (stop.aborted) break;
    }
    woken = false;
    const failure = await runOnce(job, stop, clock, log);
    failures = failure === undefined ? 0 : failures + 1;
    pause = failure?.pause ?? 0;
  }
}

function untilNext(schedule: Cron, clock: Clock, jitter: number): number {
  const now = clock.now();
  const next = schedule.nextRun(new Date(now));
  return Math.max(0, (next?.getTime() ?? now + longestRetry) - now) + jitter;
}

function retryDelay(failures: number): number {
  return Math.min(firstRetry * 2 ** (failures - 1), longestRetry);
}

/** One run. A failure is logged and told, never thrown: the loop lives as long as the process. */
async function runOnce(job: Job, stop: AbortSignal, clock: Clock, log: Log): Promise<{ pause: number } | undefined> {
  const finished = new AbortController();
  const overdue = new AbortController();
  void clock.sleep(job.timeout, AbortSignal.any([finished.signal, stop])).then(() => {
    if (finished.signal.aborted || stop.aborted) return;
    log.warn({ job: job.name, timeout: job.timeout }, 'a job takes too long and is stopped');
    overdue.abort();
  });
  try {
    const signal = AbortSignal.any([stop, overdue.signal]);
    await withSignal(signal, () => job.run(signal));
    return undefined;
  } catch (error) {
    log.error({ job: job.name, reason: reasons(error) }, 'a job could not finish and will run again');
    return { pause: pauseOf(error) };
  } finally {
    finished.abort();
  }
}

/** Milliseconds for which a service asked to be left alone; 0 when it did not. */
function pauseOf(error: unknown): number {
  if (error instanceof AggregateError) return Math.max(0, ...error.errors.map(pauseOf));
  return error instanceof ServiceError && error.kind === 'throttled' ? (error.retryAfter ?? 0) : 0;
}

function reasons(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(reasons);
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
