import type { WholeHash } from '../hardwareHash/hashVerdict.ts';
import { isPlaceholderSerial, isPlaceholderUuid } from '../hardwareHash/placeholders.ts';
import { deviceKey } from '../lifecycle/device.ts';
import { type FindingCode, finding } from './findings.ts';
import { createFingerprintIndex, createNumberList, fingerprint, fingerprintOfDigest } from './fingerprints.ts';
import type { JudgedRow } from './judgeRow.ts';
import type { Finding } from './report.ts';

/** Something that only a later row told about an earlier one. */
export interface Correction {
  /** Index of the row, 0 = first. */
  index: number;
  finding: Finding;
  /** The finding that this one says better. */
  replaces?: FindingCode | undefined;
}

/** Compares every row with those before it, keeping a few dozen bytes of each. */
export interface RowComparison {
  /** Findings about this row in the light of earlier ones. */
  add(judged: JudgedRow): Finding[];
  /** Findings about earlier rows in the light of later ones. */
  corrections(): Correction[];
}

/** A row whose serial number column names another device than its hash. */
interface Mismatch {
  index: number;
  line: number;
  claimed: string;
  actual: string;
  column: string | undefined;
}

/**
 * Finds rows that describe the same device (the first is kept), different devices with one TPM key, UUID or serial number (none is kept), and
 * hashes that belong to each other's rows.
 */
export function compareRows(): RowComparison {
  const keys = createFingerprintIndex();
  const captures = createFingerprintIndex();
  const endorsementKeys = createFingerprintIndex();
  const uuids = createFingerprintIndex();
  const lines = createNumberList();
  /** By the first row with a key: the row that is kept of its device, plus one. */
  const keptOf = createNumberList();
  const corrections: Correction[] = [];
  const corrected = new Set<string>();
  const mismatches: Mismatch[] = [];
  let next = 0;

  function correct(index: number, correction: Finding): void {
    if (corrected.has(`${index} ${correction.code}`)) return;
    corrected.add(`${index} ${correction.code}`);
    corrections.push({ index, finding: correction });
  }

  /** Findings about a device that an earlier row contradicts; the earlier one is corrected. */
  function compareIdentity(index: number, line: number, first: number, hash: WholeHash): Finding[] {
    const findings: Finding[] = [];
    const clone = (what: string, earlier: number) => {
      if (keys.agree(earlier, index) !== false) return;
      if (findings.length === 0) findings.push(finding('cloned-identity', { line }, lines.get(earlier), what));
      correct(earlier, finding('cloned-identity', { line: lines.get(earlier) }, line, what));
    };
    const { endorsementKeyDigest, smbiosUuid } = hash;
    if (endorsementKeyDigest !== undefined)
      clone('TPM key', endorsementKeys.add(index, fingerprintOfDigest(endorsementKeyDigest)));
    if (smbiosUuid !== undefined && !isPlaceholderUuid(smbiosUuid))
      clone('UUID', uuids.add(index, fingerprint(smbiosUuid)));
    if (first !== index && isOtherMachine(first, index)) {
      findings.push(finding('serial-shared', { line }, lines.get(first)));
      correct(first, finding('serial-shared', { line: lines.get(first) }, line));
    }
    return findings;
  }

  /** Same manufacturer and serial number, but neither TPM key nor UUID in common although one can be compared. */
  function isOtherMachine(one: number, other: number): boolean {
    const comparisons = [endorsementKeys.agree(one, other), uuids.agree(one, other)];
    return comparisons.includes(false) && !comparisons.includes(true);
  }

  return {
    add({ row, hash, mismatch }) {
      const index = next;
      next += 1;
      lines.set(index, row.line);
      if (hash === undefined || isPlaceholderSerial(hash.serialNumber)) return [];
      if (mismatch !== undefined) {
        const column = row.findings.find(({ code }) => code === 'serial-mismatch')?.column;
        mismatches.push({ index, line: row.line, claimed: mismatch, actual: hash.serialNumber, column });
      }
      const first = keys.add(index, fingerprint(deviceKey(hash.manufacturer, hash.serialNumber)));
      captures.add(index, fingerprintOfDigest(hash.digest));
      const findings = compareIdentity(index, row.line, first, hash);
      if (row.verdict === 'rejected' || findings.length > 0) return findings;
      const kept = keptOf.get(first);
      if (kept === 0) {
        keptOf.set(first, index + 1);
        return [];
      }
      const code = captures.agree(kept - 1, index) === true ? 'duplicate-row' : 'duplicate-device';
      return [finding(code, { line: row.line }, lines.get(kept - 1))];
    },
    corrections() {
      const byClaim = new Map(mismatches.map((row) => [fold(row.claimed), row]));
      const swapped = mismatches.flatMap(({ index, line, claimed, actual, column }): Correction[] => {
        const owner = byClaim.get(fold(actual));
        if (owner === undefined || owner.index === index) return [];
        return [
          {
            index,
            replaces: 'serial-mismatch',
            finding: finding('hash-swapped', { line, column }, claimed, actual, owner.line),
          },
        ];
      });
      return [...corrections, ...swapped];
    },
  };
}

function fold(serialNumber: string): string {
  return serialNumber
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^0+/, '');
}
