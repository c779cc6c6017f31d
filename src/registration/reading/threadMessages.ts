import type { IntakeOptions } from '../intake/readDeviceRows.ts';
import type { Report, ReportRow } from '../intake/report.ts';

/** What the thread that reads a file is given. */
export interface ReadingOrder {
  bytes: Uint8Array;
  options: IntakeOptions;
}

/** What it answers: rows, and after each message waits to be asked for more; then the rest. */
export type ReadingAnswer = { rows: readonly ReportRow[] } | { rest: Omit<Report, 'rows'>; digest: string };

/** With their hashes about 400 KB. */
export const rowsPerMessage = 100;
