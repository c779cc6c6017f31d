/**
 * A whole-looking hash inside other text: at a boundary `T0[E-H]` will do, in the middle of letters it must go on as every captured
 * hash does (record 1, 28 bytes, version 10.0).
 */
const hashPattern =
  /(?<![A-Za-z0-9+/])T0[E-H][A-Za-z0-9+/_-]{28,}={0,2}|T0[E-H][A-Za-z0-9+/]{3}EAHAAAAAoA[A-Za-z0-9+/_-]{16,}={0,2}/g;
const gluedStart = /T0[E-H][A-Za-z0-9+/]{3}EAHAAAAAoA/g;
/** Characters of a hash as Windows writes it: 3,000 bytes. */
const fullLength = 4000;

/** Where a hash stands in a text; `end` is exclusive. */
export interface HashSpan {
  start: number;
  end: number;
}

/** Whether a cell is a hardware hash, or once was: `T0E` to `T0H` and long. */
export function looksLikeHash(cell: string): boolean {
  return (
    cell.length >= 32 && /^["'=\s\u00ab\u2018-\u201f`]{0,4}T0[E-H][A-Za-z0-9+/_-][A-Za-z0-9+/_\-\s%&\\]{20}/.test(cell)
  );
}

/** Whether a cell could be nothing but a piece of base64 this long. */
export function isBase64Run(text: string): boolean {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
}

/** Every hash in a text, in order; hashes that run into each other are told apart. */
export function findHashes(text: string): HashSpan[] {
  const spans: HashSpan[] = [];
  for (const match of text.matchAll(hashPattern)) {
    const run = match[0];
    const starts = [0, ...[...run.matchAll(gluedStart)].map(({ index }) => index).filter((index) => index >= 200)];
    for (const [order, start] of starts.entries()) {
      const next = starts[order + 1] ?? run.length;
      spans.push({ start: match.index + start, end: match.index + Math.min(next, start + fullLength) });
    }
  }
  return spans;
}
