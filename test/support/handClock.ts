import type { Clock } from '../../src/registration/ports/clock.ts';

/** A clock that only moves when told. */
export interface HandClock extends Clock {
  /** Moves on, waking each sleeper at its time and letting it run before the next. */
  advance(milliseconds: number): Promise<void>;
}

/** A clock for tests, at `start` milliseconds since 1970 UTC. */
export function handClock(start = Date.UTC(2026, 0, 5, 9)): HandClock {
  let now = start;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep(milliseconds, signal) {
      if (signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = { at: now + milliseconds, wake: () => resolve() };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      });
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (let next = earliest(end); next !== undefined; next = earliest(end)) {
        now = Math.max(now, next.at);
        sleepers = sleepers.filter((other) => other !== next);
        next.wake();
        await settle();
      }
      now = end;
    },
  };

  function earliest(end: number) {
    return sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
