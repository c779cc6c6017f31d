import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './registration/ports/clock.ts';

/** Longest wait a timer can be set to; a longer sleep is cut into several. */
const longestTimer = 2_147_483_647;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    const until = Date.now() + milliseconds;
    try {
      for (let left = milliseconds; left > 0; left = until - Date.now()) {
        await delay(Math.min(left, longestTimer), undefined, signal === undefined ? {} : { signal });
      }
    } catch (error) {
      // Only the signal ends a sleep early.
      if (signal?.aborted !== true) throw error;
    }
  },
};
