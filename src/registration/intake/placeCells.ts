import { exactCaptionField } from './captions.ts';
import { cleanCell } from './cells.ts';
import { type Claims, claim, type KnownIdentity } from './claims.ts';
import { fitCells } from './fitCells.ts';
import { type Column, columnsOf, type Header } from './header.ts';
import { withoutCaptions } from './looseRows.ts';
import { matchSerial } from './matchSerial.ts';
import { placeByValue } from './placeByValue.ts';

/**
 * Tells what each cell of a row is. The hash cell is the anchor: columns are counted from it, since commas inside values shift cells
 * before and after it. Without captions, or where the counting fails, cells are known by what they say.
 */
export function placeCells(
  cells: readonly string[],
  hashAt: number,
  header: Header | undefined,
  known: KnownIdentity,
): Claims {
  const start = leadingCaptions(cells, hashAt, header);
  let end = cells.length;
  while (end > hashAt + 1 && (cells[end - 1] ?? '').trim() === '') end -= 1;
  const after = cells.slice(hashAt + 1, end);
  const claims: Claims = { fields: {}, shifted: false, ignored: 0, captioned: false };
  const hashColumn = header === undefined ? -1 : nearest(columnsOf(header, 'hardwareHash'), hashAt);
  if (header === undefined || start > 0 || hashColumn === -1) {
    // A line break that became a blank leaves the last caption in one cell with the first value.
    const [first = '', ...rest] = cells.slice(start, hashAt);
    const bare = start > 0 ? withoutCaptions(first) : first;
    claims.captioned = start > 0 && bare === first;
    placeByValue(claims, [bare, ...rest].slice(0, hashAt - start), after, known);
    return claims;
  }
  const { columns } = header;
  placeBefore(claims, cells.slice(0, hashAt), columns.slice(0, hashColumn), known);
  placeAfter(claims, after, columns.slice(hashColumn + 1), known);
  if (!header.fields.includes('serialNumber'))
    placeByValue(claims, cells.slice(0, hashAt), [], known, columns[0]?.field === undefined);
  exchange(claims, known);
  return claims;
}

/**
 * Cells that repeat the captions before the values, as the Configuration Manager report does in every row. A single one, or one in its own
 * column, is a serial number that reads like a caption: firmware is full of them.
 */
function leadingCaptions(cells: readonly string[], hashAt: number, header: Header | undefined): number {
  if (header !== undefined) {
    const columns = columnsOf(header, 'hardwareHash');
    if (columns.length === 1 && columns[0] === hashAt) return 0;
  }
  let count = 0;
  while (count < hashAt && exactCaptionField(cells[count]?.trim() ?? '') !== undefined) count += 1;
  if (count !== 1) return count;
  const next = cells[1] ?? '';
  return header === undefined && hashAt > 1 && withoutCaptions(next) !== next ? 1 : 0;
}

/** Serial number and product id in each other's columns: the hash tells. */
function exchange(claims: Claims, known: KnownIdentity): void {
  const { serialNumber, productId } = claims.fields;
  if (serialNumber === undefined || productId === undefined || known.serialNumber === undefined) return;
  const names = (text: string) => matchSerial(text, known.serialNumber ?? '').kind === 'same';
  if (productId.text === '' || !names(productId.text) || names(serialNumber.text)) return;
  [serialNumber.text, productId.text] = [productId.text, serialNumber.text];
  claims.shifted = true;
}

function nearest(columns: readonly number[], at: number): number {
  return columns.reduce(
    (best, column) => (best === -1 || Math.abs(column - at) < Math.abs(best - at) ? column : best),
    -1,
  );
}

/** Cells left of the hash. Where they are more or fewer than their columns and cannot be fitted, only the serial number is looked for. */
function placeBefore(claims: Claims, cells: readonly string[], columns: readonly Column[], known: KnownIdentity): void {
  const fit = fitCells(columns, cells, known);
  const fits = cells.length >= columns.length && fit.left.length === 0;
  const displaced = cells.length - columns.length;
  if (displaced > 0) claims.shifted = true;
  const matches = (text: string) =>
    known.serialNumber !== undefined &&
    text.trim() !== '' &&
    matchSerial(cleanCell(text), known.serialNumber).kind !== 'different';
  for (const [column, { field, caption }] of columns.entries()) {
    const fitted = fit.texts[column] ?? '';
    if (field !== 'serialNumber') {
      if (fits) claim(claims, field, fitted, caption);
      continue;
    }
    const candidates = fits ? [fitted] : [cells[column + displaced] ?? '', cells[column] ?? ''];
    const serialNumber = candidates.find(matches) ?? candidates.find((text) => text.trim() !== '') ?? '';
    const present = claims.fields.serialNumber;
    if (present !== undefined && matches(serialNumber) && !matches(present.text)) delete claims.fields.serialNumber;
    claim(claims, field, serialNumber, caption);
  }
}

/** Cells right of the hash. */
function placeAfter(claims: Claims, cells: readonly string[], columns: readonly Column[], known: KnownIdentity): void {
  const fit = fitCells(columns, cells, known);
  for (const [column, { field, caption }] of columns.entries()) claim(claims, field, fit.texts[column] ?? '', caption);
  if (fit.joined) claims.shifted = true;
  claims.ignored = fit.left.filter((cell) => cell.trim() !== '').length;
}
