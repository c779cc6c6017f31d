import type { Correction } from './correction.ts';
import { finding } from './findings.ts';

/** A row whose serial number column names another device than its hash. */
export interface Mismatch {
  /** Of the row, 0 = first. */
  index: number;
  line: number;
  claimed: string;
  actual: string;
  column: string | undefined;
}

/** Rows whose hash belongs to the device that another of these rows names: two that were swapped, or a whole column that slipped. */
export function findSwaps(mismatches: readonly Mismatch[]): Correction[] {
  const byClaim = new Map(mismatches.map((row) => [fold(row.claimed), row]));
  return mismatches.flatMap(({ index, line, claimed, actual, column }): Correction[] => {
    const owner = byClaim.get(fold(actual));
    if (owner === undefined || owner.index === index) return [];
    const swapped = finding('hash-swapped', { line, column }, claimed, actual, owner.line);
    return [{ index, replaces: 'serial-mismatch', finding: swapped }];
  });
}

function fold(serialNumber: string): string {
  return serialNumber
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^0+/, '');
}
