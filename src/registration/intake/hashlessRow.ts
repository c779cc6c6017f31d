import { isPlaceholder } from '../hardwareHash/placeholders.ts';
import { exactCaptionField, type Field } from './captions.ts';
import { cleanCell, isHashPiece, isProductId } from './cells.ts';
import { finding } from './findings.ts';
import { columnsOf, type Header } from './header.ts';
import { type JudgedRow, withoutProductKeys } from './judgeRow.ts';
import type { FileRecord } from './readRecords.ts';
import type { GivenRow, ReportRow } from './report.ts';

/** Words that a list's own remarks begin with. */
const remark =
  /^(?:#|sep=|total|sum\b|count\b|page\b|report\b|generated|exported|created on|note\b|notes\b|sample\b|example\b|end of|confidential|number of|\d+ (?:rows?|devices?|records?)\b|-{3,}|={3,}|\*{3,})/i;

/** Whether cells are a remark rather than a device: a title, a total, an explanation, a comment. */
export function isRemark(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '');
  const first = filled[0] ?? '';
  if (remark.test(first)) return true;
  if (filled.length !== 1) return false;
  const words = first.split(/[\s,;:()]+/).filter((word) => /^\p{L}{2,}$/u.test(word));
  return words.length >= 3 || !/\d/.test(first);
}

/** Whether a cell could be a serial number, where nothing else tells. */
export function looksLikeSerial(cell: string): boolean {
  return cell.length >= 4 && cell.length <= 64 && /\d/.test(cell) && /^[\p{L}\p{N}][\p{L}\p{N}\-_./]*$/u.test(cell);
}

/** A row without a hash under captions, or among rows with hashes: what is missing. `undefined` for what is no device. */
export function hashlessRow(record: FileRecord, header: Header | undefined): JudgedRow | undefined {
  const { cells: kept, dropped } = withoutProductKeys(record.cells, -1);
  const cells = kept.map(cleanCell).map((cell) => (exactCaptionField(cell) === undefined ? cell : ''));
  const of = (field: Field) =>
    (header === undefined ? [] : columnsOf(header, field))
      .map((column) => cells[column] ?? '')
      .find((cell) => cell !== '') ?? '';
  const first = header === undefined ? (cells.find((cell) => cell !== '') ?? '') : of('serialNumber');
  const serialNumber = isHashPiece(first) ? '' : first;
  if (header === undefined && !looksLikeSerial(serialNumber)) return undefined;
  const manufacturer = of('manufacturer');
  const model = of('model');
  const productId = of('productId');
  const { line } = record;
  const row: ReportRow = { line, serialNumber, manufacturer, model, verdict: 'rejected', findings: [] };
  if (serialNumber !== '' && manufacturer !== '' && model !== '')
    row.findings.push(finding('partner-tuple', { line }, serialNumber));
  else if (serialNumber === '' && productId !== '') {
    if (!isProductId(productId) && !/\d{5}/.test(productId)) return undefined;
    row.findings.push(finding('product-id-only', { line }));
  } else if (serialNumber !== '' && !isPlaceholder(serialNumber))
    row.findings.push(finding('hash-missing', { line }, serialNumber));
  else if (dropped) row.findings.push(finding('hash-missing', { line }, ''));
  else if (cells.filter((cell) => cell !== '').length < 2) return undefined;
  else row.findings.push(finding('hash-missing', { line }, ''));
  if (dropped) row.findings.push(finding('product-key-dropped', { line }));
  const given: GivenRow = {
    serialNumber,
    productId,
    hardwareHash: '',
    groupTag: of('groupTag'),
    assignedUser: of('assignedUser'),
  };
  return { row, given, captioned: false };
}
