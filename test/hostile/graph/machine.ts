import { Cron } from 'croner';
import type { Sandbox } from '../../../sandbox/server.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { Clock } from '../../../src/registration/ports/clock.ts';
import { withSignal } from '../../../src/registration/ports/currentSignal.ts';
import type { Log } from '../../../src/registration/ports/log.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';

/*
 * The jobs as a process runs them (src/jobs/inProcess.ts), one after the other on the sandbox's clock, which nobody else moves: a job that waits moves it.
 */

const second = 1_000;
const minute = 60 * second;
/** Milliseconds; as `inProcess.ts` has them. */
const firstRetry = 5 * second;
const longestRetry = 5 * minute;
/** Jobs with a schedule of seconds look at the store; where nothing is due they are run this often. */
const idle = minute;

/** Runs jobs on virtual time. */
export interface Machine {
  clock: Clock;
  wake(name: string): void;
  /** Moves the clock to what comes next, and runs it; resolves with the job's name. Never rejects: failures are logged as a process logs them. */
  step(jobs: readonly Job[]): Promise<string>;
}

interface State {
  at: number;
  failures: number;
}

/** A machine on a sandbox's clock; `due` says when the store's next device is due. */
export function createMachine(sandbox: Sandbox, log: Log, due: () => Promise<number>): Machine {
  const states = new Map<string, State>();
  const woken = new Set<string>();
  const schedules = new Map<string, Cron>();
  let running: { until: number; overdue: AbortController } | undefined;

  const clock: Clock = {
    now: sandbox.clock.now,
    async sleep(milliseconds, signal) {
      if (hasAborted(signal) || milliseconds <= 0) return;
      const end = clock.now() + milliseconds;
      const deadline = running?.until ?? Number.POSITIVE_INFINITY;
      if (running !== undefined && end >= deadline && !running.overdue.signal.aborted) {
        sandbox.clock.advance(Math.max(0, deadline - clock.now()));
        log.warn({}, 'a job takes too long and is stopped');
        running.overdue.abort();
        // It may have been the sleeper's own signal that has just aborted.
        if (hasAborted(signal)) return;
      }
      sandbox.clock.advance(Math.max(0, end - clock.now()));
    },
  };

  async function next(jobs: readonly Job[]): Promise<{ job: Job; at: number } | undefined> {
    const isWoken = jobs.find(({ name }) => woken.has(name));
    if (isWoken !== undefined) return { job: isWoken, at: clock.now() };
    const [first] = jobs
      .map((job) => ({ job, at: states.get(job.name)?.at ?? clock.now() }))
      .sort((one, other) => one.at - other.at);
    return first;
  }

  function scheduleOf({ name, schedule }: Job): Cron {
    const known = schedules.get(name) ?? new Cron(schedule, { timezone: 'UTC', paused: true });
    schedules.set(name, known);
    return known;
  }

  async function nextRun(job: Job, failures: number, pause: number): Promise<number> {
    const now = clock.now();
    const scheduled = scheduleOf(job).nextRun(new Date(now))?.getTime();
    const untilNext = Math.max(0, (scheduled ?? now + longestRetry) - now);
    if (failures > 0)
      return now + Math.max(Math.min(firstRetry * 2 ** (failures - 1), longestRetry), Math.min(pause, untilNext));
    if (!job.schedule.startsWith('*/')) return now + untilNext + job.jitter / 2;
    // What there is to deliver wakes the delivery; what a digest waits for is a matter of minutes.
    return Math.max(
      now + untilNext,
      Math.min(job.name === 'pass' ? await due() : Number.POSITIVE_INFINITY, now + idle),
    );
  }

  return {
    clock,
    wake: (name) => void woken.add(name),
    async step(jobs) {
      const found = await next(jobs);
      if (found === undefined) throw new Error('there is no job');
      const { job, at } = found;
      if (at > clock.now()) sandbox.clock.advance(at - clock.now());
      await sandbox.notifications.settled();
      woken.delete(job.name);
      const overdue = new AbortController();
      running = { until: clock.now() + job.timeout, overdue };
      const failures = (states.get(job.name)?.failures ?? 0) + 1;
      try {
        await withSignal(overdue.signal, () => job.run(overdue.signal));
        states.set(job.name, { failures: 0, at: await nextRun(job, 0, 0) });
      } catch (error) {
        log.error({ job: job.name, reason: reasons(error) }, 'a job could not finish and will run again');
        states.set(job.name, { failures, at: await nextRun(job, failures, pauseOf(error)) });
      } finally {
        running = undefined;
      }
      return job.name;
    },
  };
}

function hasAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function pauseOf(error: unknown): number {
  if (error instanceof AggregateError) return Math.max(0, ...error.errors.map(pauseOf));
  return error instanceof ServiceError && error.kind === 'throttled' ? (error.retryAfter ?? 0) : 0;
}

function reasons(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(reasons);
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
