import { captionField, type Field, usualCaptions } from './captions.ts';
import { cleanCell, isProductId, isScientific } from './cells.ts';
import { columnsOf, type Header } from './header.ts';
import { matchSerial } from './matchSerial.ts';

/** What a column says about the device of its row. */
export interface Claim {
  text: string;
  /** Caption, as the file spells it. */
  column: string;
}

/** What the other cells of a row claim about the device of its hash. Absent fields have no column; empty texts are empty cells. */
export interface Claims {
  fields: Partial<Record<Field, Claim>>;
  /** Cells had to be put back in their columns. */
  shifted: boolean;
  /** Cells without a column. */
  ignored: number;
  /** The row repeats its captions, as the Configuration Manager report does. */
  captioned: boolean;
}

/** What the hash of the row says, as far as it could be read: cells that say the same are recognised by it. */
export interface KnownIdentity {
  serialNumber?: string | undefined;
  manufacturer?: string | undefined;
  model?: string | undefined;
}

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
  let start = 0;
  while (start < hashAt && captionField(cells[start]?.trim() ?? '') !== undefined) start += 1;
  let end = cells.length;
  while (end > hashAt + 1 && (cells[end - 1] ?? '').trim() === '') end -= 1;
  const before = cells.slice(start, hashAt);
  const after = cells.slice(hashAt + 1, end);
  const claims: Claims = { fields: {}, shifted: false, ignored: 0, captioned: start > 0 };
  const hashColumn = header === undefined ? -1 : nearest(columnsOf(header, 'hardwareHash'), hashAt);
  if (header === undefined || start > 0 || hashColumn === -1) {
    placeByValue(claims, before, after, known);
    return claims;
  }
  placeBefore(claims, cells, hashAt, header, hashColumn, known);
  placeAfter(claims, after, columnsAfter(header, hashColumn), known);
  if (before.length > 0 && claims.fields.serialNumber === undefined && !header.fields.includes('serialNumber'))
    placeByValue(claims, before, [], known);
  return claims;
}

function nearest(columns: readonly number[], at: number): number {
  return columns.reduce(
    (best, column) => (best === -1 || Math.abs(column - at) < Math.abs(best - at) ? column : best),
    -1,
  );
}

function claim(claims: Claims, field: Field, text: string, column?: string): void {
  const present = claims.fields[field];
  if (present !== undefined && (present.text !== '' || text === '')) return;
  claims.fields[field] = { text: cleanCell(text), column: column ?? usualCaptions[field] };
}

/** Cells left of the hash, displaced as far as the hash is. */
function placeBefore(
  claims: Claims,
  cells: readonly string[],
  hashAt: number,
  header: Header,
  hashColumn: number,
  known: KnownIdentity,
): void {
  const displaced = hashAt - hashColumn;
  if (displaced > 0) claims.shifted = true;
  const matches = (text: string | undefined) =>
    text !== undefined &&
    known.serialNumber !== undefined &&
    text.trim() !== '' &&
    matchSerial(cleanCell(text), known.serialNumber).kind !== 'different';
  for (const [column, field] of header.fields.entries()) {
    if (field === undefined || field === 'hardwareHash' || column >= hashColumn) continue;
    const caption = header.captions[column];
    // A comma in a manufacturer or model leaves nothing to hold against the hash.
    if (displaced !== 0 && (field === 'manufacturer' || field === 'model')) continue;
    const at = column + displaced;
    if (field !== 'serialNumber') {
      if (displaced >= 0 && at < hashAt) claim(claims, field, cells[at] ?? '', caption);
      continue;
    }
    const candidates = [cells[at], cells[column]].filter(
      (text, order) => text !== undefined && (order === 0 ? at >= 0 && at < hashAt : column < hashAt),
    );
    const serialNumber = candidates.find(matches) ?? candidates[0] ?? '';
    const present = claims.fields.serialNumber;
    if (present !== undefined && matches(serialNumber) && !matches(present.text)) delete claims.fields.serialNumber;
    claim(claims, field, serialNumber, caption);
  }
}

interface Column {
  field: Field | undefined;
  caption: string;
}

function columnsAfter(header: Header, hashColumn: number): Column[] {
  return header.fields
    .slice(hashColumn + 1)
    .map((field, index) => ({ field, caption: header.captions[hashColumn + 1 + index] ?? '' }));
}

/** Cells right of the hash; where there are too many, those that a comma inside a value made are joined again. */
function placeAfter(claims: Claims, after: readonly string[], columns: readonly Column[], known: KnownIdentity): void {
  let spare = after.length - columns.length;
  let at = 0;
  for (const { field, caption } of columns) {
    if (at >= after.length) {
      if (field !== undefined) claim(claims, field, '', caption);
      continue;
    }
    const width = spare > 0 ? valueWidth(field, after.slice(at), spare, known) : 1;
    if (width > 1) claims.shifted = true;
    if (field !== undefined && field !== 'hardwareHash')
      claim(claims, field, after.slice(at, at + width).join(','), caption);
    spare -= width - 1;
    at += width;
  }
  claims.ignored = after.slice(at).filter((cell) => cell.trim() !== '').length;
}

/** How many cells one value was spread over: as many as make what the hash says, or as go on after a blank (`Sales, EMEA`). */
function valueWidth(field: Field | undefined, cells: readonly string[], spare: number, known: KnownIdentity): number {
  const expected = field === 'manufacturer' ? known.manufacturer : field === 'model' ? known.model : undefined;
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

function squeeze(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

/** Cells known by what they say: no captions, or none that can be trusted. */
function placeByValue(claims: Claims, before: readonly string[], after: readonly string[], known: KnownIdentity): void {
  const rest: string[] = [];
  for (const cell of before) {
    const text = cleanCell(cell);
    if (text === '') continue;
    if (known.serialNumber !== undefined && matchSerial(text, known.serialNumber).kind !== 'different')
      claim(claims, 'serialNumber', text);
    else if (text === known.manufacturer) claim(claims, 'manufacturer', text);
    else if (text === known.model) claim(claims, 'model', text);
    else rest.push(text);
  }
  const productId = rest.findIndex(
    (text) =>
      isProductId(text) || /^\d{5}-\d{5}-\d{5}-[A-Z0-9]{5}$/i.test(text) || (isScientific(text) && rest.length > 1),
  );
  if (productId > 0 || (productId === 0 && claims.fields.serialNumber !== undefined))
    claim(claims, 'productId', rest.splice(productId, 1)[0] ?? '');
  if (claims.fields.serialNumber === undefined) {
    // Serial number, product id; or, in older files, manufacturer, model, serial number.
    const serialNumber = rest.length === 3 && before.length === 3 ? rest[2] : rest[0];
    if (serialNumber !== undefined) claim(claims, 'serialNumber', serialNumber);
  }
  const joined = squeeze(after.join(','));
  const tuple = squeeze(`${known.manufacturer ?? ''},${known.model ?? ''}`);
  if (tuple.length > 1 && (joined === tuple || joined.startsWith(`${tuple},`))) return;
  for (const cell of after) {
    const text = cleanCell(cell);
    if (text === '') continue;
    if (text.includes('@') && claims.fields.assignedUser === undefined) claim(claims, 'assignedUser', text);
    else if (claims.fields.groupTag === undefined && text !== known.manufacturer && text !== known.model)
      claim(claims, 'groupTag', text);
    else if (text !== known.manufacturer && text !== known.model) claims.ignored += 1;
  }
}
