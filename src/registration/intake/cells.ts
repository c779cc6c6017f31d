import { trimEnds } from '../hardwareHash/trimEnds.ts';

/** Blanks that look like a space: no-break, thin, ideographic; line breaks and tabs. */
const oddBlanks = /[\t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
/** Characters nobody sees: zero-width, direction marks, soft hyphen, byte order mark, controls. */
const invisible = /[\p{Cc}\p{Cf}]/gu;

/** A cell as it was meant: without blanks, quotes and spreadsheet wrapping (`="0123"`, `'0123`) around it and without invisible characters.
 * `ï»¿` is a UTF-8 byte order mark that somebody read as windows-1252. */
export function cleanCell(raw: string): string {
  if (/^[\x21-\x7e]?$/.test(raw)) return raw === '"' || raw === "'" ? '' : raw;
  let text = raw.replace(/^ï»¿/, '').replace(oddBlanks, ' ').replace(invisible, '').trim();
  const formula = /^=\s*"(.*)"$/.exec(text)?.[1];
  if (formula !== undefined) text = formula.trim();
  else if (/^=[A-Za-z0-9-]+$/.test(text)) text = text.slice(1);
  return trimEnds(text, /["\u201c-\u201f\u00ab\u00bb'\u2018\u2019`\s]/);
}

/** Five groups of five, however they are set apart: a Windows product key, a secret. Cells may be long: it takes linear time. */
const productKey =
  /(?<![A-Za-z0-9])[A-Za-z0-9]{5}(?:[\s\p{Pd}\u2212_.:/]{1,5}[A-Za-z0-9]{5}){4}(?![A-Za-z0-9])|[A-Za-z0-9]{5}(?:\p{Pd}[A-Za-z0-9]{5}){4}/u;
/** The same without dashes: only the letters that product keys are made of. */
const bareProductKey =
  /(?<![A-Za-z0-9])(?=[A-Za-z0-9]{0,24}\d)(?=[A-Za-z0-9]{0,24}[A-Za-z])[BCDFGHJKMNPQRTVWXY2346789]{25}(?![A-Za-z0-9])/i;
/** As it is printed. Nothing else is taken for one beside a hash, whose own blanks and dashes may be damage. */
const printedProductKey = /(?<![A-Za-z0-9])[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}(?![A-Za-z0-9])/g;

/** The cell, or nothing of it where a product key is in it: what is left would be its label. */
export function withoutProductKey(cell: string): { text: string; dropped: boolean } {
  if (cell.length < 25) return { text: cell, dropped: false };
  const visible = cell.replace(invisible, (character) => (/\s/.test(character) ? character : ''));
  const dropped = productKey.test(visible) || bareProductKey.test(visible);
  return { text: dropped ? '' : cell, dropped };
}

/** A cell that holds a hash, without product keys beside the hash. */
export function hashWithoutProductKey(cell: string): { text: string; dropped: boolean } {
  if (!cell.includes('-')) return { text: cell, dropped: false };
  const text = cell.replace(printedProductKey, '');
  return { text, dropped: text !== cell };
}

/** The beginning of a cell: what a report repeats of a file is bounded. */
export function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** Windows Product IDs have 13 digits. */
export function isProductId(text: string): boolean {
  return /^\d{13}$/.test(text);
}

/** A number as a spreadsheet shows long ones: `3.55625E+12`, with a comma in some countries. */
export function isScientific(text: string): boolean {
  return /^[+-]?\d+(?:[.,]\d+)?E[+-]?\d{1,6}$/i.test(text);
}

/** Whether a cell can only be a piece of a hash, so that it is never taken for a serial number. */
export function isHashPiece(text: string): boolean {
  return /^[A-Za-z0-9+/ ]{40,}$/.test(text);
}

/** Whether a cell could be a serial number, where nothing else tells. */
export function looksLikeSerial(cell: string): boolean {
  return cell.length >= 4 && cell.length <= 64 && /\d/.test(cell) && /^[\p{L}\p{N}][\p{L}\p{N}\-_./]*$/u.test(cell);
}
