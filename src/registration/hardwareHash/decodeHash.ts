import { examineHash, type ProvenHash } from './examineHash.ts';
import type { HashRepair, HashVerdict, WholeHash } from './hashVerdict.ts';
import { spellings } from './spellings.ts';

/** Bytes Windows fills a hash up to, with zeros. */
const filledLength = 3000;
/** Characters of the longest hash its 16-bit length allows, with room for white space and escapes. */
const longestText = 200_000;
const zeros = Buffer.alloc(filledLength);
/** Room to decode into: nothing of it outlives a call, and lists are long. */
const scratch = Buffer.alloc(8192);

/**
 * Decodes a hardware hash as it stands in a file. The SHA-256 inside it decides: text that was damaged in a way that loses nothing
 * (line wraps, `+` turned into a space, url-safe letters, missing `=` or filling) is repaired when the digest proves the repair;
 * anything else is `mismatch`, `cut` or `unreadable` and must not be sent. Never throws.
 */
export function decodeHash(text: string): HashVerdict {
  if (text.length > longestText) return { kind: 'unreadable', reason: 'too-long' };
  return decodeUnharmed(text) ?? decodeDamaged(text);
}

/** The usual case: canonical base64 with nothing to repair. */
function decodeUnharmed(text: string): WholeHash | undefined {
  if (text.length > scratch.length) return undefined;
  const bytes = scratch.subarray(0, scratch.write(text, 'base64'));
  const canonical = bytes.toString('base64');
  if (canonical !== text) return undefined;
  const result = examineHash(bytes);
  if (result.kind !== 'proven') return undefined;
  const filling = bytes.length - result.end;
  const asCaptured = filling === 0 || (bytes.length >= filledLength && isZero(bytes, result.end));
  return asCaptured ? whole(result, canonical, []) : undefined;
}

function decodeDamaged(text: string): HashVerdict {
  if (text.trim() === '') return { kind: 'unreadable', reason: 'empty' };
  let best: HashVerdict = { kind: 'unreadable', reason: 'not-a-hash' };
  for (const spelling of spellings(text)) {
    if (!/^[A-Za-z0-9+/]+$/.test(spelling.text)) continue;
    const bytes = Buffer.from(spelling.text, 'base64');
    const result = examineHash(bytes);
    if (result.kind === 'proven') return repaired(result, bytes, spelling.text, spelling.repairs);
    if (
      helpfulness[result.kind] > helpfulness[best.kind] ||
      (best.kind === 'unreadable' && best.reason === 'not-a-hash')
    )
      best = result;
  }
  return best;
}

/** Which verdict says most, where several readings of the text fail. */
const helpfulness: Record<HashVerdict['kind'], number> = { unreadable: 0, cut: 1, mismatch: 2, whole: 3 };

/** Builds the canonical text of a hash whose text was not, filling it up again where its filling was touched. */
function repaired(result: ProvenHash, bytes: Buffer, text: string, textRepairs: readonly HashRepair[]): WholeHash {
  const repairs = [...textRepairs];
  const dangling = text.length % 4 === 1;
  const unharmedFilling = isZero(bytes, result.end);
  if (!unharmedFilling) repairs.push('padding-bytes');
  const body = bytes.subarray(0, result.end);
  const short = bytes.length < filledLength && result.end < filledLength && (bytes.length > result.end || dangling);
  if (short) repairs.push('zero-padding');
  const filled =
    short || (!unharmedFilling && result.end < filledLength)
      ? Buffer.concat([body, zeros.subarray(result.end)])
      : unharmedFilling
        ? bytes
        : body;
  const canonical = filled.toString('base64');
  if (!short && unharmedFilling && canonical.replaceAll('=', '') !== text) repairs.push('spare-bits');
  return whole(result, canonical, short ? repairs.filter((repair) => repair !== 'base64-padding') : repairs);
}

function isZero(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at += filledLength) {
    const end = Math.min(at + filledLength, bytes.length);
    if (bytes.compare(zeros, 0, end - at, at, end) !== 0) return false;
  }
  return true;
}

function whole(result: ProvenHash, canonical: string, repairs: HashRepair[]): WholeHash {
  return { kind: 'whole', ...result.contents, canonical, digest: result.digest, repairs };
}
