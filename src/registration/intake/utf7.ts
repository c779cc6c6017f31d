import { isAscii } from 'node:buffer';
import type { TextDecoding } from './textDecoders.ts';

/** `+-`, or UTF-16 in base64 between `+` and `-` (RFC 2152). */
const shifted = /\+([A-Za-z0-9+/]*)-?/g;
/** Bytes without a line's end after which lines are cut where nothing is shifted. */
const longestHeld = 1024 * 1024;

/**
 * Whether text is UTF-7, as `Out-File -Encoding utf7` writes it: every `+` begins a shift that is properly ended and stands for characters that
 * UTF-7 cannot write otherwise. A hardware hash in base64 that has a `+` never looks like that.
 */
export function isUtf7(head: Buffer): boolean {
  if (!isAscii(head) || !head.includes(0x2b)) return false;
  const text = head.toString('latin1');
  if (/^\+\/v[89+/]/.test(text)) return true;
  let count = 0;
  for (const match of text.matchAll(shifted)) {
    const [whole, base64 = ''] = match;
    const isLast = match.index + whole.length === text.length;
    if (isLast) break;
    if (!whole.endsWith('-') || (base64 !== '' && !isMeant(base64))) return false;
    count += 1;
  }
  return count > 0;
}

/** Punctuation, or letters that are not ASCII; without spare bits. */
function isMeant(base64: string): boolean {
  const units = decodeUnits(base64);
  return units !== '' && (base64.length * 6) % 16 < 6 && /^[^A-Za-z0-9\p{Cc}\p{Cs}\p{Cn}\p{Co}]+$/u.test(units);
}

function decodeUnits(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString('utf16le');
}

/** Decodes UTF-7, line by line. */
export function utf7Decoder(): TextDecoding {
  let held = '';
  const plain = (text: string) =>
    text.replace(shifted, (_whole, base64: string) => (base64 === '' ? '+' : decodeUnits(base64)));
  return {
    decode(bytes) {
      const text = held + bytes.toString('latin1');
      const newline = text.lastIndexOf('\n');
      const cut = newline === -1 && text.length > longestHeld ? text.lastIndexOf('-') + 1 : newline + 1;
      held = text.slice(cut);
      return plain(text.slice(0, cut));
    },
    end: () => plain(held),
  };
}
