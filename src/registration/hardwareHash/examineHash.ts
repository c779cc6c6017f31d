import { hash } from 'node:crypto';
import type { CutHash, HashContents, MismatchedHash, ReadableIdentity, UnreadableHash } from './hashVerdict.ts';
import { contradictsItself, readContents, readText } from './readContents.ts';
import { type HashRecord, readRecords } from './readRecords.ts';

/** A hash whose digest is right. `end` is where the digest ends; after it only zeros belong. */
export interface ProvenHash {
  kind: 'proven';
  contents: HashContents;
  /** Hex. */
  digest: string;
  end: number;
}

/** `CS`, 0, and 36: the length of the trailer. */
const trailerTag = Buffer.from([0x43, 0x53, 0x24, 0x00]);
const trailerLength = 36;

/** Base64 of this many bytes was a hardware hash before something changed its beginning; older kinds of hash are shorter. */
const shortestUsual = 400;
/** The hashes of Windows 1703 and older have 128 bytes. */
const shortestOld = 100;

/** Checks the bytes of a hash: magic, length, trailer tag, SHA-256 of everything before it, and that the records fill the body exactly. */
export function examineHash(bytes: Buffer): ProvenHash | CutHash | MismatchedHash | UnreadableHash {
  if (bytes[0] !== 0x4f || bytes[1] !== 0x41) {
    if (bytes.length < shortestUsual)
      return { kind: 'unreadable', reason: bytes.length < shortestOld ? 'not-a-hash' : 'old-format' };
    return {
      kind: 'mismatch',
      reason: 'structure',
      serialNumber: undefined,
      manufacturer: undefined,
      model: undefined,
    };
  }
  if (bytes.length < 8) return { kind: 'unreadable', reason: 'too-short' };
  const total = bytes.readUInt16LE(2);
  const { records, exact } = readRecords(bytes, total);
  if (bytes.length < total + trailerLength) return { kind: 'cut', ...readableIdentity(bytes, records) };
  const mismatch = (reason: MismatchedHash['reason']): MismatchedHash => ({
    kind: 'mismatch',
    reason,
    ...readableIdentity(bytes, records),
  });
  if (bytes.compare(trailerTag, 0, 4, total, total + 4) !== 0) return mismatch(exact ? 'trailer' : 'structure');
  const digest = hash('sha256', bytes.subarray(0, total), 'hex');
  if (digest !== bytes.toString('hex', total + 4, total + trailerLength)) return mismatch('digest');
  if (!exact) return mismatch('structure');
  if (contradictsItself(bytes, records)) return mismatch('contradiction');
  return { kind: 'proven', contents: readContents(bytes, records), digest, end: total + trailerLength };
}

/** Serial number, manufacturer and model where their records are still whole. */
function readableIdentity(bytes: Buffer, records: readonly HashRecord[]): ReadableIdentity {
  const text = (type: number) => {
    const record = records.find((candidate) => candidate.type === type);
    if (record === undefined) return undefined;
    const value = readText(bytes.subarray(record.start, record.end));
    return /^[\x20-\x7e\u00a0-\ufffc]+$/.test(value) ? value : undefined;
  };
  return { serialNumber: text(14), manufacturer: text(16), model: text(17) };
}
