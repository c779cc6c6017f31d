import type { Clock } from '../src/registration/ports/clock.ts';

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

interface Sleeper {
  deadline: number;
  wake: () => void;
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
  const sleepers: Sleeper[] = [];

  function now(): number {
    const elapsed = base.manual ? 0 : (monotonic() - basedAt) * base.speed;
    latest = Math.max(latest, Math.floor(base.now + elapsed));
    return latest;
  }

  function wakeDue(): void {
    const time = now();
    while (sleepers[0] !== undefined && sleepers[0].deadline <= time) sleepers.shift()?.wake();
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    const next = sleepers[0];
    if (next === undefined || base.manual || base.speed <= 0) return;
    const wait = Math.ceil((next.deadline - now()) / base.speed);
    timer = setTimeout(wakeDue, Math.min(Math.max(wait, 1), longestTimer));
  }

  function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (closed || milliseconds <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { deadline: now() + milliseconds, wake: finish };
      function finish(): void {
        signal?.removeEventListener('abort', leave);
        resolve();
      }
      function leave(): void {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        finish();
        arm();
      }
      signal?.addEventListener('abort', leave, { once: true });
      const later = sleepers.findIndex((other) => other.deadline > sleeper.deadline);
      sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
      arm();
    });
  }

  return {
    now,
    sleep,
    state: () => ({ now: now(), speed: base.speed, manual: base.manual }),
    set(state) {
      base = state;
      basedAt = monotonic();
      wakeDue();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const sleeper of sleepers.splice(0)) sleeper.wake();
    },
  };
}
