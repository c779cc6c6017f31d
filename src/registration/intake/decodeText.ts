import { detectEncoding } from './detectEncoding.ts';
import { binaryKind } from './fileKind.ts';
import { eightBitDecoder, type TextDecoding, utf16Decoder } from './textDecoders.ts';
import type { TextFacts } from './textFacts.ts';
import { isUtf7, utf7Decoder } from './utf7.ts';

/** Bytes looked at before the encoding is decided. */
const headLength = 4096;

/** Decodes a file piece by piece, as it arrives. Byte order marks come through as U+FEFF; NULs do not. */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  limit: number,
  facts: TextFacts,
): AsyncGenerator<string> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decoding: TextDecoding | undefined;
  const start = (bytes: Buffer): TextDecoding | undefined => {
    facts.binary = binaryKind(bytes);
    if (facts.binary !== undefined) return undefined;
    const { family, bom } = detectEncoding(bytes);
    if (family === '8-bit' && !bom && isUtf7(bytes)) {
      facts.encoding = 'utf-7';
      return utf7Decoder();
    }
    const created = family === '8-bit' ? eightBitDecoder(bom, facts) : utf16Decoder(family === 'utf-16be');
    if (family !== '8-bit') facts.encoding = bom ? `${family}-bom` : family;
    return created;
  };
  for await (const piece of source) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    facts.bytes += chunk.length;
    facts.tooLarge = facts.bytes > limit;
    if (facts.tooLarge) return;
    if (head !== undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < headLength) continue;
      decoding = start(head);
      if (decoding === undefined) return;
      yield decoding.decode(head);
      head = undefined;
    } else if (decoding !== undefined) yield decoding.decode(chunk);
  }
  if (head !== undefined) {
    decoding = start(head);
    if (decoding === undefined) return;
    yield decoding.decode(head);
  }
  if (decoding !== undefined) yield decoding.end();
}
