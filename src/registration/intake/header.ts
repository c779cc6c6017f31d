import { captionField, type Field } from './captions.ts';
import { clip, withoutProductKey } from './cells.ts';

/** A caption row, read. */
export interface Header {
  /** Cells as the file spells them, trimmed; never a product key. */
  captions: string[];
  /** What each column holds; `undefined` for columns Preflight does not know. */
  fields: (Field | undefined)[];
  /** The same, side by side. */
  columns: Column[];
}

/** One column of a file. */
export interface Column {
  field: Field | undefined;
  caption: string;
}

/**
 * Reads a row as captions; `undefined` when it is not one. Most cells must be known captions, the serial number or the hash among them:
 * data never looks like that.
 */
export function readHeader(cells: readonly string[]): Header | undefined {
  const fields = cells.map(captionField);
  const known = fields.filter((field) => field !== undefined).length;
  if (known === 0) return undefined;
  const filled = cells.filter((cell) => cell !== '').length;
  const anchored = fields.includes('serialNumber') || fields.includes('hardwareHash');
  const enough = known >= 3 || (known >= 2 && anchored) || (known === filled && anchored);
  return enough ? headerOf(cells) : undefined;
}

/** Captions as columns, whatever they are. */
export function headerOf(cells: readonly string[]): Header {
  const fields = cells.map(captionField);
  const captions = cells.map((cell) => clip(withoutProductKey(cell).text));
  const columns = fields.map((field, column): Column => ({ field, caption: captions[column] ?? '' }));
  return { captions, fields, columns };
}

/** Columns of a field, left to right. */
export function columnsOf(header: Header, field: Field): number[] {
  return header.fields.flatMap((candidate, column) => (candidate === field ? [column] : []));
}
