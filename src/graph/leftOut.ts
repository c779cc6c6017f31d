import type { Clock } from '../registration/ports/clock.ts';
import type { Log } from '../registration/ports/log.ts';
import type { Metrics } from '../registration/ports/metrics.ts';

/** Says that so many rows of a list were left out, because they lack what identifies them. */
export type NoteLeftOut = (list: string, count: number) => void;

/** One line in the log for each list in this time, in milliseconds: an hour. */
const oneLine = 3_600_000;

/** Counts what is left out, and logs it once in a while. */
export function createLeftOut(
  { clock, log }: { clock: Pick<Clock, 'now'>; log: Log },
  metrics: Pick<Metrics, 'count'>,
): NoteLeftOut {
  const logged = new Map<string, number>();
  return (list, count) => {
    if (count === 0) return;
    metrics.count('recordsLeftOut', count, { list });
    const now = clock.now();
    const last = logged.get(list);
    if (last !== undefined && last <= now && now - last < oneLine) return;
    logged.set(list, now);
    log.warn({ list, count }, 'records of Microsoft Graph lack what identifies them and are left out');
  };
}

/** How many rows of a list were left out so far: a list with any is not complete. */
export interface Gaps {
  count: number;
}

/** The rows of a page that are what they should be; the others are counted. */
export function readRows<T>(
  page: readonly unknown[],
  read: (raw: unknown) => T | undefined,
  list: string,
  note: NoteLeftOut,
  gaps: Gaps = { count: 0 },
): T[] {
  const rows = page.flatMap((raw) => {
    const row = read(raw);
    return row === undefined ? [] : [row];
  });
  const missing = page.length - rows.length;
  gaps.count += missing;
  note(list, missing);
  return rows;
}
