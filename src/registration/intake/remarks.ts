import { exactCaptionField } from './captions.ts';
import { columnsOf, type Header } from './header.ts';

/** Words that a list's own remarks begin with. */
const remark =
  /^(?:(?:total|sum|count|page|report|generated|exported|created on|notes?|sample|example|end of|confidential|number of)(?=[\s:]|$)|\(?\d+ (?:rows?|devices?|records?)\b|#(?:\s|$)|\u00a9|\([^)]*\s|[-=*]{3,}$)/i;
/** What only remarks begin with where there are no columns to tell rows by. */
const looseRemark = /^(?:#|sep=|-{3,}|={3,}|\*{3,})/i;

/**
 * Whether cells are a remark rather than a device: a title, a total, an explanation, a comment. Where captions say which cell is the serial
 * number, a row that has all cells is a device unless that cell is clearly a sentence: a device must not be passed over.
 */
export function isRemark(cells: readonly string[], header: Header | undefined): boolean {
  const filled = cells.filter((cell) => cell !== '');
  const first = filled[0] ?? '';
  const column = header === undefined ? undefined : columnsOf(header, 'serialNumber')[0];
  const serialNumber = column === undefined ? '' : (cells[column] ?? '');
  const told = header?.fields.includes('hardwareHash') === true && exactCaptionField(first) === undefined;
  if (told && serialNumber !== '' && reachesHash(cells, header))
    return remark.test(serialNumber) || words(serialNumber) >= 3;
  if (remark.test(first) || looseRemark.test(first)) return true;
  if (told && header.captions.length > 1 && /[\s:(]/.test(first)) {
    if (cells.length === 1 || /[:(]/.test(first) || words(first) >= 2) return true;
  }
  if (filled.length === 1) return words(first) >= 3 || (!/\d/.test(first) && !isShortRow(cells));
  return told && cells.length > 1 && !reachesHash(cells, header) && !/\d/.test(first) && !isShortRow(cells);
}

/** Whether a row goes on to where the hash should be. */
export function reachesHash(cells: readonly string[], header: Header | undefined): boolean {
  const column = header === undefined ? undefined : columnsOf(header, 'hardwareHash')[0];
  return column !== undefined && cells.length > column && cells.length > 1;
}

/** A serial number of letters alone, with a delimiter after it. */
function isShortRow(cells: readonly string[]): boolean {
  return cells.length > 1 && /^[A-Z]{5,}$/.test(cells[0] ?? '');
}

/** Words of three or more letters. */
function words(text: string): number {
  return text.split(/[\s,;:()]+/).filter((word) => /^\p{L}{3,}$/u.test(word)).length;
}
