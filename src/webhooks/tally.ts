import type { Log } from '../registration/ports/log.ts';
import type { Metrics } from '../registration/ports/metrics.ts';

/** Counts what was not taken. */
export interface Tally {
  /** Notifications of a POST that was taken. */
  dropped(reasons: Readonly<Record<string, number>>): void;
  /** A whole POST. */
  refused(reason: string): void;
}

/** Milliseconds between two lines of the log about one reason: whoever sends rubbish must not fill it. */
const quiet = 60_000;

/** Counts each, and logs each reason at most once a minute, with its sum since the line before. `now` is in milliseconds. */
export function createTally(log: Log, metrics: Metrics, now: () => number): Tally {
  /** Reasons are names of ours, a dozen at most. */
  const said = new Map<string, { at: number; since: number }>();
  const add = (reason: string, count: number) => {
    const line = said.get(reason) ?? { at: Number.NEGATIVE_INFINITY, since: 0 };
    line.since += count;
    said.set(reason, line);
    if (now() - line.at < quiet) return;
    log.warn({ reason, count: line.since }, 'notifications were not taken');
    line.at = now();
    line.since = 0;
  };
  return {
    dropped(reasons) {
      for (const [reason, count] of Object.entries(reasons)) {
        metrics.count('notificationsDropped', count, { reason });
        add(reason, count);
      }
    },
    refused(reason) {
      metrics.count('notificationPostsRefused', 1, { reason });
      add(reason, 1);
    },
  };
}
