import type { WholeHash } from '../hardwareHash/hashVerdict.ts';
import { isPlaceholderSerial } from '../hardwareHash/placeholders.ts';
import { compareIdentities } from './compareIdentities.ts';
import type { Correction } from './correction.ts';
import { finding } from './findings.ts';
import { findSwaps, type Mismatch } from './findSwaps.ts';
import { createFingerprintIndex, createNumberList, fingerprintOfDigest } from './fingerprints.ts';
import type { JudgedRow } from './judgeRow.ts';
import type { Finding } from './report.ts';

/** Compares every row with those before it, keeping a few dozen bytes of each. */
export interface RowComparison {
  /** Findings about this row in the light of earlier ones. */
  add(judged: JudgedRow): Finding[];
  /** Findings about earlier rows in the light of later ones. */
  corrections(): Correction[];
}

/**
 * Finds rows that describe the same device (the first is kept), different devices with one TPM key, UUID or serial number (none is kept), and
 * hashes that belong to each other's rows.
 */
export function compareRows(): RowComparison {
  const identities = compareIdentities();
  const captures = createFingerprintIndex();
  /** By the first row with a key: the row that is kept of its device, plus one. */
  const keptOf = createNumberList();
  const mismatches: Mismatch[] = [];
  let next = 0;

  function findDuplicate(
    index: number,
    first: number,
    hash: WholeHash,
  ): 'duplicate-row' | 'duplicate-device' | undefined {
    captures.add(index, fingerprintOfDigest(hash.digest));
    const kept = keptOf.get(first);
    if (kept !== 0) return captures.agree(kept - 1, index) === true ? 'duplicate-row' : 'duplicate-device';
    keptOf.set(first, index + 1);
    return undefined;
  }

  return {
    add({ row, hash, mismatch }) {
      const index = next;
      next += 1;
      if (hash === undefined) return [];
      if (isPlaceholderSerial(hash.serialNumber)) return identities.add(index, row.line, hash).findings;
      if (mismatch !== undefined) {
        const column = row.findings.find(({ code }) => code === 'serial-mismatch')?.column;
        mismatches.push({ index, line: row.line, claimed: mismatch, actual: hash.serialNumber, column });
      }
      const { first, findings } = identities.add(index, row.line, hash);
      if (row.verdict === 'rejected' || findings.length > 0) return findings;
      const duplicate = findDuplicate(index, first, hash);
      if (duplicate === undefined) return [];
      return [finding(duplicate, { line: row.line }, identities.lineOf(keptOf.get(first) - 1))];
    },
    corrections: () => [...identities.corrections(), ...findSwaps(mismatches)],
  };
}
