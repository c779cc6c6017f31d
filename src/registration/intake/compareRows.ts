import type { WholeHash } from '../hardwareHash/hashVerdict.ts';
import { isPlaceholderSerial, isPlaceholderUuid } from '../hardwareHash/placeholders.ts';
import { deviceKey } from '../lifecycle/device.ts';
import { type FindingCode, finding } from './findings.ts';
import {
  createNumberList,
  createRowTable,
  type Fingerprint,
  fingerprint,
  fingerprintOfDigest,
} from './fingerprints.ts';
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

/**
 * Finds rows that describe the same device (the first is kept), different devices with one TPM key, UUID or serial number (none is kept), and
 * hashes that belong to each other's rows.
 */
export function compareRows(): RowComparison {
  const keys = createRowTable();
  const endorsementKeys = createRowTable();
  const uuids = createRowTable();
  const lines = createNumberList();
  const keyOf = createNumberList();
  const endorsementKeyOf = createNumberList();
  const uuidOf = createNumberList();
  const captureOf = createNumberList();
  /** By the first row with a key: the row that is kept of its device, plus one. */
  const keptOf = createNumberList();
  const corrections: Correction[] = [];
  const corrected = new Set<string>();
  const mismatches: { index: number; line: number; claimed: string; actual: string; column: string | undefined }[] = [];
  let next = 0;

  function correct(index: number, code: 'cloned-identity' | 'serial-shared', make: () => Finding): void {
    if (corrected.has(`${index} ${code}`)) return;
    corrected.add(`${index} ${code}`);
    corrections.push({ index, finding: make() });
  }

  function compareIdentity(index: number, line: number, key: Fingerprint, hash: WholeHash): Finding[] {
    const findings: Finding[] = [];
    const shared: [string, Fingerprint | undefined, typeof uuids][] = [
      [
        'TPM key',
        hash.endorsementKeyDigest === undefined ? undefined : fingerprintOfDigest(hash.endorsementKeyDigest),
        endorsementKeys,
      ],
      [
        'UUID',
        hash.smbiosUuid === undefined || isPlaceholderUuid(hash.smbiosUuid) ? undefined : fingerprint(hash.smbiosUuid),
        uuids,
      ],
    ];
    keyOf.set(index, key.low);
    for (const [what, print, table] of shared) {
      if (print === undefined) continue;
      (table === uuids ? uuidOf : endorsementKeyOf).set(index, print.low);
      const earlier = table.find(print);
      table.add(print, index);
      if (earlier === undefined || keyOf.get(earlier) === key.low) continue;
      if (findings.length === 0) findings.push(finding('cloned-identity', { line }, lines.get(earlier), what));
      correct(earlier, 'cloned-identity', () => finding('cloned-identity', { line: lines.get(earlier) }, line, what));
    }
    const namesake = keys.find(key);
    keys.add(key, index);
    if (namesake !== undefined && isOtherMachine(namesake, index)) {
      findings.push(finding('serial-shared', { line }, lines.get(namesake)));
      correct(namesake, 'serial-shared', () => finding('serial-shared', { line: lines.get(namesake) }, line));
    }
    return findings;
  }

  /** Same manufacturer and serial number, but neither TPM key nor UUID in common although both can be compared. */
  function isOtherMachine(one: number, other: number): boolean {
    const compared = [endorsementKeyOf, uuidOf].filter((list) => list.get(one) !== 0 && list.get(other) !== 0);
    return compared.length > 0 && compared.every((list) => list.get(one) !== list.get(other));
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
      const key = fingerprint(deviceKey(hash.manufacturer, hash.serialNumber));
      const findings = compareIdentity(index, row.line, key, hash);
      if (row.verdict === 'rejected' || findings.length > 0) return findings;
      const first = keys.find(key) ?? index;
      const kept = keptOf.get(first);
      captureOf.set(index, fingerprintOfDigest(hash.digest).low);
      if (kept === 0) {
        keptOf.set(first, index + 1);
        return [];
      }
      const code = captureOf.get(kept - 1) === captureOf.get(index) ? 'duplicate-row' : 'duplicate-device';
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
