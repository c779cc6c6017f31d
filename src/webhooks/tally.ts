import type { Log } from '../registration/ports/log.ts';
import type { Metrics } from '../registration/ports/metrics.ts';

/** Counts what was not taken. */
export interface Tally {
  /** Notifications of a POST that was taken. */
  dropped(reasons: Readonly<Record<string, number>>): void;
  /** A whole POST. */
  refused(reason: string): void;
}

/** Milliseconds between two lines of the log: whoever sends rubbish must not fill it. */
const quiet = 60_000;

/** Counts each, and logs the sums since the last line at most once a minute. `now` is in milliseconds. */
export function createTally(log: Log, metrics: Metrics, now: () => number): Tally {
  let sums: Record<string, number> = {};
  let saidAt = Number.NEGATIVE_INFINITY;
  const say = () => {
    if (now() - saidAt < quiet) return;
    saidAt = now();
    log.warn({ notTaken: sums }, 'notifications were not taken');
    sums = {};
  };
  const add = (reason: string, count: number) => {
    sums[reason] = (sums[reason] ?? 0) + count;
  };
  return {
    dropped(reasons) {
      const counted = Object.entries(reasons);
      if (counted.length === 0) return;
      for (const [reason, count] of counted) {
        metrics.count('notificationsDropped', count, { reason });
        add(reason, count);
      }
      say();
    },
    refused(reason) {
      metrics.count('notificationPostsRefused', 1, { reason });
      add(reason, 1);
      say();
    },
  };
}
