import assert from 'node:assert/strict';
import { startJobs } from '../../src/jobs/inProcess.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { JobRunner } from '../../src/jobs/runner.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { handClock } from '../support/handClock.ts';

const minute = 60_000;

describe('jobs in process', () => {
  let runner: JobRunner | undefined;
  afterEach(() => runner?.stop());

  function start(job: Partial<Job> & Pick<Job, 'run'>) {
    const clock = handClock();
    const log = capturedLog();
    const jobs = [{ name: 'job', schedule: '0 */10 * * * *', timeout: 60 * minute, jitter: 0, ...job }];
    runner = startJobs(() => jobs, { clock, log, random: () => 0.5 });
    return { clock, log, runner };
  }

  it('runs at start and then on schedule', async () => {
    const times: number[] = [];
    const { clock } = start({ run: async () => void times.push(clock.now()) });
    await clock.advance(25 * minute);
    assert.deepEqual(
      times.map((time) => new Date(time).getUTCMinutes()),
      [0, 10, 20],
    );
  });

  it('puts a run off by its jitter', async () => {
    const times: number[] = [];
    const { clock } = start({ jitter: 2 * minute, run: async () => void times.push(clock.now()) });
    await clock.advance(12 * minute);
    assert.deepEqual(
      times.map((time) => new Date(time).getUTCMinutes()),
      [0, 11],
    );
  });

  it('runs at once when woken, and once for many wakes', async () => {
    let runs = 0;
    const { clock, runner } = start({
      run: async () => {
        runs += 1;
      },
    });
    await clock.advance(0);
    for (let n = 0; n < 5; n += 1) runner.wake('job');
    await clock.advance(0);
    assert.equal(runs, 2);
    runner.wake('nobody');
  });

  it('never runs a job twice at a time, and runs again when woken meanwhile', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const { clock, runner } = start({
      async run() {
        running += 1;
        most = Math.max(most, running);
        runs += 1;
        await clock.sleep(minute);
        running -= 1;
      },
    });
    await clock.advance(1_000);
    runner.wake('job');
    runner.wake('job');
    await clock.advance(3 * minute);
    assert.deepEqual([most, runs], [1, 2]);
  });

  it('comes back sooner after a failure, ever later while it lasts, and logs each', async () => {
    const times: number[] = [];
    const { clock, log } = start({
      schedule: '0 0 * * * *',
      run: async () => {
        times.push(clock.now());
        if (times.length < 4) throw new AggregateError([new Error('first'), new Error('second')], 'both');
      },
    });
    const began = clock.now();
    await clock.advance(50 * minute);
    assert.deepEqual(
      times.map((time) => (time - began) / 1_000),
      [0, 5, 15, 35],
    );
    assert.equal(log.lines.length, 3);
    assert.match(JSON.stringify(log.lines[0]?.fields), /first.*second/);
  });

  it('leaves a service alone for as long as it asked, but not beyond its schedule', async () => {
    for (const [asked, seconds] of [
      [300_000, [0, 300, 600]],
      [60 * minute, [0, 600, 1_200]],
    ] as const) {
      const times: number[] = [];
      const { clock, runner } = start({
        run: async () => {
          times.push(clock.now());
          const facts = { kind: 'throttled', status: 429, code: 'TooManyRequests', outcome: 'none' } as const;
          const error = new ServiceError('too many requests', { ...facts, retryAfter: asked });
          throw new AggregateError([new Error('other'), error], 'both');
        },
      });
      const began = clock.now();
      await clock.advance(21 * minute);
      await runner.stop();
      assert.deepEqual(
        times.slice(0, 3).map((time) => (time - began) / 1_000),
        seconds,
      );
    }
  });

  it('aborts a run that takes too long', async () => {
    let aborted = false;
    const { clock } = start({
      timeout: 5 * minute,
      run: async (signal) => {
        await clock.sleep(30 * minute, signal);
        aborted = signal.aborted;
      },
    });
    await clock.advance(6 * minute);
    assert.equal(aborted, true);
  });

  it('waits at stop for the run under way, and starts no other', async () => {
    let finished = 0;
    const { clock, runner } = start({
      run: async (signal) => {
        await clock.sleep(30 * minute, signal);
        finished += 1;
      },
    });
    await clock.advance(minute);
    await runner.stop();
    assert.equal(finished, 1);
    await clock.advance(60 * minute);
    assert.equal(finished, 1);
  });
});
