import type { Field } from './captions.ts';
import type { KnownIdentity } from './claims.ts';

/** A column beside the hash. */
export interface Column {
  field: Field | undefined;
  caption: string;
}

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
  for (const { field } of columns) {
    const width = spare > 0 ? valueWidth(field, cells.slice(at), spare, known) : 1;
    fit.texts.push(at < cells.length ? cells.slice(at, at + width).join(',') : undefined);
    if (width > 1) fit.joined = true;
    spare -= width - 1;
    at += width;
  }
  fit.left = cells.slice(at);
  return fit;
}

/** How many cells one value was spread over: as many as make what the hash says, or as go on after a blank (`Sales, EMEA`). */
function valueWidth(field: Field | undefined, cells: readonly string[], spare: number, known: KnownIdentity): number {
  const expected = field === 'manufacturer' || field === 'model' || field === 'serialNumber' ? known[field] : undefined;
  if (expected !== undefined) {
    for (let width = 2; width <= spare + 1; width += 1) {
      if (squeeze(cells.slice(0, width).join(',')) === squeeze(expected)) return width;
    }
    return 1;
  }
  let width = 1;
  if (field === 'groupTag' || field === undefined) {
    while (width <= spare && /^\s\S/.test(cells[width] ?? '')) width += 1;
  }
  return width;
}

/** Without blanks and case, for comparing what was torn apart. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}
