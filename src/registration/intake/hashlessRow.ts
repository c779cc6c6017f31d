import { isPlaceholder } from '../hardwareHash/placeholders.ts';
import { exactCaptionField, type Field } from './captions.ts';
import { cleanCell, clip, isHashPiece, isProductId, looksLikeSerial } from './cells.ts';
import { finding } from './findings.ts';
import { columnsOf, type Header } from './header.ts';
import { type JudgedRow, withoutProductKeys } from './judgeRow.ts';
import type { FileRecord } from './readRecords.ts';
import { reachesHash } from './remarks.ts';
import type { GivenRow, ReportRow } from './report.ts';

/** A row without a hash under captions, or among rows with hashes: what is missing. `undefined` for what is no device. */
export function hashlessRow(record: FileRecord, header: Header | undefined): JudgedRow | undefined {
  const { cells: kept, dropped } = withoutProductKeys(record.cells, -1);
  const clean = kept.map(cleanCell);
  // Captions that a row repeats are no values; a single one is a serial number that reads like one.
  const repeated = clean.filter((cell) => exactCaptionField(cell) !== undefined).length > 1;
  const cells = repeated ? clean.map((cell) => (exactCaptionField(cell) === undefined ? cell : '')) : clean;
  const of = (field: Field) =>
    (header === undefined ? [] : columnsOf(header, field))
      .map((column) => cells[column] ?? '')
      .find((cell) => cell !== '') ?? '';
  const first = header === undefined ? (cells.find((cell) => cell !== '') ?? '') : of('serialNumber');
  const serialNumber = isHashPiece(first) ? '' : clip(first);
  if (header === undefined && !looksLikeSerial(serialNumber)) return undefined;
  const manufacturer = clip(of('manufacturer'));
  const model = clip(of('model'));
  const productId = of('productId');
  const { line } = record;
  const row: ReportRow = { line, serialNumber, manufacturer, model, verdict: 'rejected', findings: [] };
  if (serialNumber !== '' && manufacturer !== '' && model !== '')
    row.findings.push(finding('partner-tuple', { line }, serialNumber));
  else if (serialNumber === '' && productId !== '') {
    if (!isProductId(productId) && !/\d{5}/.test(productId)) return undefined;
    row.findings.push(finding('product-id-only', { line }));
  } else if (serialNumber !== '' && (!isPlaceholder(serialNumber) || reachesHash(cells, header)))
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
