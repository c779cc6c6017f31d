import type { Clock } from '../src/registration/ports/clock.ts';
import { sleeperQueue } from './sleeperQueue.ts';

/** Where a virtual clock stands and how it runs. */
export interface ClockState {
  /** Milliseconds since 1970-01-01 UTC. */
  now: number;
  /** Virtual milliseconds per real one. */
  speed: number;
  /** Held: time moves only when it is advanced by hand. */
  manual: boolean;
}

/** A clock whose time is set from outside; sleepers follow every change. */
export interface VirtualTime extends Clock {
  state(): ClockState;
  /** Continues from this state. Sleepers whose time has come wake in the order of their deadlines. */
  set(state: ClockState): void;
  /** Drops the timer and wakes every sleeper; afterwards `sleep` resolves at once. */
  close(): void;
}

/** What `setTimeout` can hold; longer waits are cut and armed again. */
const longestTimer = 2_147_483_647;

/**
 * Virtual time that runs `speed` times as fast as `monotonic` (milliseconds, any origin), or stands still.
 * It never runs backwards, whatever it is set to.
 */
export function virtualTime(start: ClockState, monotonic: () => number = () => performance.now()): VirtualTime {
  let base = start;
  let basedAt = monotonic();
  let latest = start.now;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const sleepers = sleeperQueue();

  function now(): number {
    const elapsed = base.manual ? 0 : (monotonic() - basedAt) * base.speed;
    latest = Math.max(latest, Math.floor(base.now + elapsed));
    return latest;
  }

  function wakeDue(): void {
    sleepers.wake(now());
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    const deadline = sleepers.next();
    if (deadline === undefined || base.manual || base.speed <= 0) return;
    const wait = Math.ceil((deadline - now()) / base.speed);
    timer = setTimeout(wakeDue, Math.min(Math.max(wait, 1), longestTimer));
  }

  return {
    now,
    async sleep(milliseconds, signal) {
      if (closed || milliseconds <= 0 || signal?.aborted === true) return;
      const slept = sleepers.add(now() + milliseconds, signal);
      arm();
      await slept;
    },
    state: () => ({ now: now(), speed: base.speed, manual: base.manual }),
    set(state) {
      base = state;
      basedAt = monotonic();
      wakeDue();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      sleepers.wake(Number.POSITIVE_INFINITY);
    },
  };
}
