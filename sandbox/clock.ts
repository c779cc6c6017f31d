import type { Clock } from '../src/registration/ports/clock.ts';
import { type ClockState, virtualTime } from './virtualTime.ts';

export interface SandboxClockOptions {
  /** Virtual milliseconds per real one; 1 when left out. */
  speed?: number | undefined;
  /** Milliseconds since 1970-01-01 UTC; the machine's time when left out. */
  startAt?: number | undefined;
  /** Start held, to be advanced by hand. */
  manual?: boolean | undefined;
}

/** The sandbox's clock: the product, the tenant and the people in it all live by it. */
export interface SandboxClock extends Clock {
  /** Lets time run at this pace; ends a hold. Throws a `RangeError` unless the speed is above zero. */
  setSpeed(speed: number): void;
  /** Stops time; from now on only `advance` moves it. */
  hold(): void;
  /** Jumps ahead by this many virtual milliseconds, held or running. */
  advance(milliseconds: number): void;
  state(): ClockState;
  /** Counts the changes of pace and jumps, so that followers can wait for the next one. */
  revision(): number;
  /** Resolves at the first change after this revision, or when the signal aborts. */
  changed(after: number, signal: AbortSignal): Promise<void>;
  /** Wakes every sleeper; to be called when the sandbox stops. */
  close(): void;
}

/** A clock that can be slowed, hurried, held and advanced. */
export function sandboxClock(options: SandboxClockOptions = {}): SandboxClock {
  const time = virtualTime({
    now: options.startAt ?? Date.now(),
    speed: options.speed ?? 1,
    manual: options.manual ?? false,
  });
  let revision = 0;
  const followers = new Set<() => void>();

  function change(what: Partial<ClockState>): void {
    revision += 1;
    time.set({ ...time.state(), ...what });
    for (const tell of [...followers]) tell();
  }

  return {
    now: time.now,
    sleep: time.sleep,
    state: time.state,
    revision: () => revision,
    setSpeed(speed) {
      if (!(speed > 0))
        throw new RangeError(`A clock speed must be above zero, not ${speed}; use hold() to stop time.`);
      change({ speed, manual: false });
    },
    hold: () => change({ manual: true }),
    advance(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError(`Time only goes forward; ${milliseconds} ms is not ahead.`);
      change({ now: time.now() + milliseconds });
    },
    changed(after, signal) {
      if (revision > after || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        function tell(): void {
          followers.delete(tell);
          signal.removeEventListener('abort', tell);
          resolve();
        }
        followers.add(tell);
        signal.addEventListener('abort', tell, { once: true });
      });
    },
    close: time.close,
  };
}
