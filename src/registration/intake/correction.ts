import type { FindingCode } from './findings.ts';
import type { Finding } from './report.ts';

/** Something that only a later row told about an earlier one. */
export interface Correction {
  /** Index of the row, 0 = first. */
  index: number;
  finding: Finding;
  /** The finding that this one says better. */
  replaces?: FindingCode | undefined;
}
