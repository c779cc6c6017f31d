import type { WholeHash } from '../hardwareHash/hashVerdict.ts';
import { isPlaceholderSerial, isPlaceholderUuid } from '../hardwareHash/placeholders.ts';
import { deviceKey } from '../lifecycle/device.ts';
import type { Correction } from './correction.ts';
import { finding } from './findings.ts';
import { createFingerprintIndex, createNumberList, fingerprint, fingerprintOfDigest } from './fingerprints.ts';
import type { Finding } from './report.ts';

/** Who each row says its device is, held against the rows before. */
export interface IdentityComparison {
  /** `first`: the first row with the same manufacturer and serial number, itself included. */
  add(index: number, line: number, hash: WholeHash): { first: number; findings: Finding[] };
  lineOf(index: number): number;
  /** What later rows told about earlier ones. */
  corrections(): Correction[];
}

/** Finds different serial numbers with one TPM key or UUID, and one serial number on different machines. */
export function compareIdentities(): IdentityComparison {
  const keys = createFingerprintIndex();
  const endorsementKeys = createFingerprintIndex();
  const uuids = createFingerprintIndex();
  const lines = createNumberList();
  const corrections = new Map<string, Correction>();

  function correct(index: number, correction: Finding): void {
    const id = `${index} ${correction.code}`;
    if (!corrections.has(id)) corrections.set(id, { index, finding: correction });
  }

  /** Same manufacturer and serial number, but neither TPM key nor UUID in common although one can be compared. */
  function isOtherMachine(one: number, other: number): boolean {
    const comparisons = [endorsementKeys.agree(one, other), uuids.agree(one, other)];
    return comparisons.includes(false) && !comparisons.includes(true);
  }

  return {
    add(index, line, hash) {
      lines.set(index, line);
      // Placeholders count as one serial number: another than any real one, and shared by whatever machines have it.
      const hasPlaceholder = isPlaceholderSerial(hash.serialNumber);
      const key = hasPlaceholder ? 'placeholder' : deviceKey(hash.manufacturer, hash.serialNumber);
      const first = keys.add(index, fingerprint(key));
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
      if (!hasPlaceholder && first !== index && isOtherMachine(first, index)) {
        findings.push(finding('serial-shared', { line }, lines.get(first)));
        correct(first, finding('serial-shared', { line: lines.get(first) }, line));
      }
      return { first, findings };
    },
    lineOf: (index) => lines.get(index),
    corrections: () => [...corrections.values()],
  };
}
