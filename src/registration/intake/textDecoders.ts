import { isAscii, isUtf8 } from 'node:buffer';
import type { TextFacts } from './textFacts.ts';

/** A decoder fed with pieces that may end anywhere. */
export interface TextDecoding {
  decode(bytes: Buffer): string;
  /** What was held back. */
  end(): string;
}

/** Bytes held back for a line's end; longer lines are decoded in pieces. */
const longestHeld = 1024 * 1024;

/**
 * UTF-8 where a line is valid UTF-8, else windows-1252, line by line: glued files differ within one file. UTF-16 text appended to such a
 * file (`>>` in Windows PowerShell) is readable once its NULs are gone.
 */
export function eightBitDecoder(bom: boolean, facts: Pick<TextFacts, 'encoding'>): TextDecoding {
  facts.encoding = bom ? 'utf-8-bom' : 'utf-8';
  const windows1252 = new TextDecoder('windows-1252');
  let held = Buffer.alloc(0);

  function decodeLine(line: Buffer): string {
    if (isUtf8(line)) return line.toString('utf8');
    const text = windows1252.decode(line);
    if (!text.includes('\0')) {
      if (!bom) facts.encoding = 'windows-1252';
      return text;
    }
    return text.replaceAll('ÿþ', '\ufeff');
  }

  function decodeLines(bytes: Buffer): string {
    if (isUtf8(bytes)) return bytes.toString('utf8');
    let text = '';
    for (let from = 0; from < bytes.length; ) {
      const newline = bytes.indexOf(0x0a, from);
      const to = newline === -1 ? bytes.length : newline + 1;
      text += decodeLine(bytes.subarray(from, to));
      from = to;
    }
    return text;
  }

  return {
    decode(bytes) {
      const chunk = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      held = Buffer.alloc(0);
      if (isAscii(chunk)) return withoutNuls(chunk.toString('latin1'));
      const newline = chunk.lastIndexOf(0x0a);
      const cut = newline === -1 && chunk.length > longestHeld ? characterBoundary(chunk) : newline + 1;
      held = Buffer.from(chunk.subarray(cut));
      return withoutNuls(decodeLines(chunk.subarray(0, cut)));
    },
    end: () => withoutNuls(decodeLines(held)),
  };
}

/** Where the last whole UTF-8 character ends. */
function characterBoundary(bytes: Buffer): number {
  let at = bytes.length;
  for (let back = 1; back <= 4 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    at = bytes.length - back;
    if (byte >= 0xc0) break;
  }
  return at;
}

/** UTF-16. ASCII appended to such a file (`Add-Content -Encoding ascii`, `copy /b`) reads as runs of rare characters and is taken apart again. */
export function utf16Decoder(bigEndian: boolean): TextDecoding {
  let held = Buffer.alloc(0);
  return {
    decode(bytes) {
      const chunk = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const even = chunk.length - (chunk.length % 2);
      held = Buffer.from(chunk.subarray(even));
      let units = chunk.subarray(0, even);
      if (bigEndian) units = Buffer.from(units).swap16();
      return narrow(withoutNuls(units.toString('utf16le')), bigEndian);
    },
    end: () => (held.length === 1 && isAscii(held) ? withoutNuls(held.toString('latin1')) : ''),
  };
}

/** UTF-16 units whose two bytes are both ASCII: a run of them is 8-bit text misread. Korean U+BBEF is where a UTF-8 byte order mark begins. */
const misreadRun = new RegExp(`(?:\\uBBEF[^])?[${misreadUnits()}]{12,}`, 'g');

function misreadUnits(): string {
  const unit = (high: number, low: number) =>
    `\\u${high.toString(16).padStart(2, '0')}${low.toString(16).padStart(2, '0')}`;
  let units = '';
  for (const high of [0x09, 0x0a, 0x0d, ...Array.from({ length: 0x5f }, (_, index) => 0x20 + index)]) {
    units += `${unit(high, 0)}${unit(high, 9)}${unit(high, 0x0a)}${unit(high, 0x0d)}${unit(high, 0x20)}-${unit(high, 0x7e)}`;
  }
  return units;
}

function narrow(text: string, bigEndian: boolean): string {
  if (!/[\u0900-\u7eff]/.test(text)) return text;
  return text.replace(misreadRun, (run) => {
    const bytes = Buffer.from(run, 'utf16le');
    if (bigEndian) bytes.swap16();
    const plain = bytes.filter((byte) => byte !== 0 && byte < 0x80).toString();
    return run.startsWith('\ubbef') ? `\ufeff${plain}` : plain;
  });
}

function withoutNuls(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
