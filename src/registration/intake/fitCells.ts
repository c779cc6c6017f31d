import { cleanCell } from './cells.ts';
import type { KnownIdentity } from './claims.ts';
import type { Column } from './header.ts';

/** Cells put into columns, left to right. */
export interface Fit {
  /** One text a column; `undefined` where the row ended before. */
  texts: (string | undefined)[];
  /** Some text was joined from several cells. */
  joined: boolean;
  /** Cells for which there was no column. */
  left: string[];
}

/** Puts cells into columns; where there are more cells than columns, those that a comma inside a value made are joined again. */
export function fitCells(columns: readonly Column[], cells: readonly string[], known: KnownIdentity): Fit {
  const fit: Fit = { texts: [], joined: false, left: [] };
  let spare = cells.length - columns.length;
  let at = 0;
  for (const [order, { field }] of columns.entries()) {
    const column = { field, after: columns.slice(order + 1, order + 1 + nearColumns) };
    const width = spare > 0 ? valueWidth(column, cells, at, spare, known) : 1;
    fit.texts.push(at < cells.length ? cells.slice(at, at + width).join(',') : undefined);
    if (width > 1) fit.joined = true;
    spare -= width - 1;
    at += width;
  }
  fit.left = cells.slice(at);
  return fit;
}

/** Columns after a group tag among which the assigned user is looked for. */
const nearColumns = 8;

/**
 * How many cells one value was spread over, from `at` on: as many as make what the hash says; for a group tag, as many as go on after a
 * blank (`Sales, EMEA`), name a tag of ours too, or stand before the assigned user, whom an `@` tells.
 */
function valueWidth(
  { field, after }: { field: Column['field']; after: readonly Column[] },
  cells: readonly string[],
  at: number,
  spare: number,
  known: KnownIdentity,
): number {
  const expected = field === 'manufacturer' || field === 'model' || field === 'serialNumber' ? known[field] : undefined;
  if (expected !== undefined) return widthOf(squeeze(expected), cells, at, spare);
  if (field !== 'groupTag' && field !== undefined) return 1;
  let width = 1;
  while (width <= spare && /^\s\S/.test(cells[at + width] ?? '')) width += 1;
  if (field !== 'groupTag') return width;
  const userAfter = after.findIndex((column) => column.field === 'assignedUser') + 1;
  if (userAfter > 0) {
    for (let wider = width; wider <= spare + 1; wider += 1)
      if (cells[at + wider + userAfter - 1]?.includes('@')) return wider;
  }
  for (let wider = spare + 1; wider > width; wider -= 1)
    if (known.isTag?.(cleanCell(cells[at + wider - 1] ?? ''))) return wider;
  return width;
}

/** Cells are added until they are the expected text or can no longer become it. */
function widthOf(expected: string, cells: readonly string[], at: number, spare: number): number {
  let text = squeeze(cells[at] ?? '');
  for (let width = 2; width <= spare + 1 && expected.startsWith(text) && text.length < expected.length; width += 1) {
    text += squeeze(`,${cells[at + width - 1] ?? ''}`);
    if (text === expected) return width;
  }
  return 1;
}

/** Without blanks and case, for comparing what was torn apart. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}
