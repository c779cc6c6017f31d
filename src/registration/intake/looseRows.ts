import { decodeHash } from '../hardwareHash/decodeHash.ts';
import { findHashes, type HashSpan } from '../hardwareHash/findHash.ts';
import { trimEnd, trimEnds } from '../hardwareHash/trimEnds.ts';
import { exactCaptionField, usualCaptions } from './captions.ts';

/** Captions as they may precede a row in pasted text, longest first. */
const captionWords = [...Object.values(usualCaptions), 'Serial Number', 'Manufacturer', 'Model'].sort(
  (a, b) => b.length - a.length,
);
const leadingCaption = new RegExp(`^[\\s,;|"]*(?:${captionWords.join('|')})(?=[\\s,;|"A-Z0-9]|$)`, 'i');

/**
 * Rows of a line that has lost its structure, as pasted text does: line breaks and tabs turned into spaces, or nothing left between cells.
 * Each hash makes a row of `[serial number, hash, what follows it …]`; the serial number inside the hash tells where one row ends and the
 * next begins.
 */
export function looseRows(text: string): string[][] {
  const spans = findHashes(text).map((span) => extend(text, span));
  return spans.map((span, order) => {
    const hash = text.slice(span.start, span.end);
    const before = text.slice(spans[order - 1]?.end ?? 0, span.start);
    const serialNumber = order === 0 ? lastWords(withoutCaptions(before), hash) : splitGap(before, hash).serialNumber;
    const next = spans[order + 1];
    const after =
      next === undefined
        ? text.slice(span.end)
        : splitGap(text.slice(span.end, next.start), text.slice(next.start, next.end)).trailing;
    return [serialNumber, hash, ...cellsOf(after)];
  });
}

/** Lengthens a span over pieces that were set apart by white space. */
function extend(text: string, span: HashSpan): HashSpan {
  let { end } = span;
  for (;;) {
    const piece = /^\s+([A-Za-z0-9+/_-]+={0,2})(?=[\s,;|"]|$)/.exec(text.slice(end, end + 5_000));
    const base64 = piece?.[1];
    if (piece === null || base64 === undefined || end - span.start >= 4_000 || /^T0[E-H]/.test(base64))
      return { ...span, end };
    const current = decodeHash(text.slice(span.start, end));
    const isFilling = /^A{20,}={0,2}$/.test(base64);
    const completes =
      current.kind !== 'whole' &&
      (base64.length >= 40 || decodeHash(text.slice(span.start, end + piece[0].length)).kind === 'whole');
    if (!isFilling && !completes) return { ...span, end };
    end += piece[0].length;
  }
}

/** What stands between two hashes: the rest of one row and the serial number of the next. */
function splitGap(gap: string, nextHash: string): { trailing: string; serialNumber: string } {
  const inside = serialOf(nextHash);
  const at = inside === undefined ? -1 : gap.lastIndexOf(inside);
  if (inside !== undefined && at !== -1) return { trailing: gap.slice(0, at), serialNumber: inside };
  const words = trimEnd(gap, /[\s,;|"]/).split(/\s+/);
  const last = words.pop() ?? '';
  return { trailing: words.join(' '), serialNumber: last.replace(/^[,;|"]+|[,;|"].*$/g, '') };
}

function lastWords(before: string, hash: string): string {
  const inside = serialOf(hash);
  if (inside !== undefined && before.includes(inside)) return inside;
  const trimmed = trimEnd(before, /[\s,;|"<>=:]/);
  const word = trimmed.split(/[\s,;|"<>=:]+/).pop() ?? '';
  return exactCaptionField(word) === undefined ? word : '';
}

function serialOf(hash: string): string | undefined {
  const verdict = decodeHash(hash);
  const serial = verdict.kind === 'unreadable' ? undefined : verdict.serialNumber;
  return serial === '' ? undefined : serial;
}

/** The text without the captions it begins with. */
export function withoutCaptions(text: string): string {
  let rest = text;
  for (let shorter = rest.replace(leadingCaption, ''); shorter !== rest; shorter = rest.replace(leadingCaption, ''))
    rest = shorter;
  return rest;
}

/** Cells after a hash: by delimiter where there is one, else by blanks. */
function cellsOf(after: string): string[] {
  const bare = trimEnds(after, /[\s,;|"]/);
  if (bare === '') return [];
  const cells = /[,;|]/.test(bare) ? bare.split(/[,;|]/) : bare.split(/\s+/);
  return cells
    .map((cell) => cell.trim())
    .filter((cell) => /^[\p{L}\p{N}]/u.test(cell) && exactCaptionField(cell) === undefined);
}
