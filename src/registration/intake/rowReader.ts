import { isBase64Run, looksLikeHash } from '../hardwareHash/findHash.ts';
import { isPlaceholder } from '../hardwareHash/placeholders.ts';
import { exactCaptionField, foldCaption } from './captions.ts';
import { cleanCell, isHashPiece, withoutProductKey } from './cells.ts';
import { exportKind } from './exports.ts';
import { finding } from './findings.ts';
import { hashlessRow } from './hashlessRow.ts';
import { columnsOf, type Header, headerOf, readHeader } from './header.ts';
import { isShortened } from './judgeHash.ts';
import { type JudgedRow, judgeRow, type RowRules } from './judgeRow.ts';
import type { FileRecord } from './readRecords.ts';
import { isRemark, reachesHash } from './remarks.ts';
import type { Finding } from './report.ts';

/** What was seen of a file besides its rows: enough to say what kind of file it is. */
export interface FileSummary {
  /** Rows with something in their hash cell. */
  hashRows: number;
  /** Rows that name a device without a hash, by the code of what they lack. */
  hashlessRows: Map<string, number>;
  /** Caption rows, the first one of each file that was glued in. */
  headers: Header[];
  /** Rows of an export, which are not reported one by one. */
  exportRows: number;
  export: ReturnType<typeof exportKind>;
  /** Cells of what stood where no captions and no hashes had been seen yet. */
  unplaced: FileRecord[];
  /** Rows that repeat their captions. */
  captionedRows: number;
  /** How the first line with anything in it begins. */
  start: string;
  /** Lines that are pieces of a hash without its beginning, and the first of them. */
  pieces: { count: number; line: number };
  /** Captions that rows brought along and that mean nothing here. */
  unusedCaptions: Set<string>;
  /** The explanations of the Partner Center template were seen. */
  template: boolean;
}

/** Tells rows from captions and remarks, one record at a time. */
export interface RowReader {
  read(record: FileRecord): JudgedRow[];
  summary: FileSummary;
}

/** Records kept to tell what kind of file it is, when no captions and no hash come, and how much of each. */
const mostUnplaced = 500;
const keptCells = 8;
const keptLength = 100;
/** Caption rows kept: a file may be nothing else. */
const mostHeaders = 500;
/** Cells of a row; a list of devices has a dozen. */
const mostCells = 1_000;
/** What is known at one point of a file. */
interface Reading {
  rules: RowRules;
  longestCell: number;
  /** The captions that are in force. */
  header: Header | undefined;
  summary: FileSummary;
}

/** Reads records in order. `longestCell` is the limit of a cell's characters. */
export function createRowReader(rules: RowRules, longestCell: number): RowReader {
  const summary: FileSummary = {
    hashRows: 0,
    hashlessRows: new Map(),
    headers: [],
    exportRows: 0,
    export: undefined,
    unplaced: [],
    captionedRows: 0,
    start: '',
    pieces: { count: 0, line: 0 },
    unusedCaptions: new Set(),
    template: false,
  };
  const reading: Reading = { rules, longestCell, header: undefined, summary };
  return { summary, read: (record) => readRecord(reading, record) };
}

function readRecord(reading: Reading, record: FileRecord): JudgedRow[] {
  const { summary, longestCell } = reading;
  const began = reading.header !== undefined || summary.hashRows > 0;
  const overlong = record.cells.find(({ length }) => length > longestCell);
  if (record.tooLong || overlong !== undefined) {
    const start = record.tooLong ? record.start : (overlong ?? '');
    summary.start ||= cleanCell(start.slice(0, 200)).slice(0, 60);
    if (inExport(reading) || !(began || /T0[E-H]\S{28}/.test(start))) return [];
    summary.hashRows += 1;
    return [unreadable(record, finding('cell-too-long', { line: record.line }, longestCell))];
  }
  const count = filledLength(record.cells);
  if (count <= mostCells) return readCells(reading, record);
  const cut = { ...record, cells: record.cells.slice(0, mostCells) };
  const isRow = began && !inExport(reading) && readHeader(cut.cells.map(cleanCell)) === undefined;
  if (!isRow && !record.cells.some(looksLikeHash)) return readCells(reading, cut);
  summary.hashRows += 1;
  return [unreadable(record, finding('too-many-cells', { line: record.line }, mostCells))];
}

/** Cells up to the last one that is not empty: a spreadsheet may write all of its columns. */
function filledLength(cells: readonly string[]): number {
  let count = cells.length;
  while (count > 0 && (cells[count - 1] ?? '').trim() === '') count -= 1;
  return count;
}

/** Rows of an export without hashes, which are not reported one by one. */
function inExport({ header, summary }: Reading): boolean {
  return header !== undefined && !header.fields.includes('hardwareHash') && summary.export !== undefined;
}

function readCells(reading: Reading, record: FileRecord): JudgedRow[] {
  const { summary, header } = reading;
  const cells = record.cells.map((cell) => (cell.length > 300 ? cell : cleanCell(cell)));
  if (record.captions !== undefined) return readNamed(reading, record, record.captions, cells);
  if (cells.every((cell) => cell === '' || /^[\s,;|\t]*$/.test(cell))) return [];
  if (summary.start === '') summary.start = (cells.find((cell) => cell !== '') ?? '').slice(0, 60);
  const hashAt = hashCell(cells, record.loose ? undefined : header);
  if (isPiece(cells, hashAt, header)) {
    if (summary.pieces.count === 0) summary.pieces.line = record.line;
    summary.pieces.count += 1;
    return [];
  }
  const isProse = hashAt === 0 && !looksLikeHash(cells[0] ?? '') && isRemark(cells, header);
  if (hashAt === -1 || isProse) return readPlain(reading, record, cells);
  const earlier = header === undefined ? summary.unplaced.splice(0).flatMap((held) => readHashless(reading, held)) : [];
  summary.hashRows += 1;
  const judged = judgeRow(record, hashAt, header, reading.rules);
  if (judged.captioned) summary.captionedRows += 1;
  return [...earlier, judged];
}

/** A record that brings its captions along. */
function readNamed(reading: Reading, record: FileRecord, captions: readonly string[], cells: string[]): JudgedRow[] {
  const { summary } = reading;
  summary.start ||= (cells[0] ?? '').slice(0, 60);
  const header = headerOf(captions);
  const hashAt = hashCell(cells, header);
  if (hashAt === -1 && header.fields.length > 0 && summary.hashRows === 0 && reading.header === undefined) {
    if (summary.unplaced.length < mostUnplaced) summary.unplaced.push(record);
    return [];
  }
  if (hashAt === -1) return header.fields.length === 0 ? [] : readHashless(reading, record);
  const earlier = summary.unplaced.splice(0).flatMap((held) => readHashless(reading, held));
  summary.hashRows += 1;
  for (const [column, field] of header.fields.entries()) {
    const caption = header.captions[column] ?? '';
    if (field === undefined && summary.unusedCaptions.size < mostHeaders && !envelope.has(foldCaption(caption)))
      summary.unusedCaptions.add(caption);
  }
  return [...earlier, judgeRow(record, hashAt, header, reading.rules)];
}

/** What services and tools put around a device, and nobody means for its registration. */
const envelope = new Set(['', 'id', 'importid', 'odatatype', 'odataid', 'odataetag', 'state', 'productkeystate']);

/** A line that is nothing but base64 and no hash: it went on from a line that is not there. The 128-byte hash of old Windows ends with `=`. */
function isPiece(cells: readonly string[], hashAt: number, header: Header | undefined): boolean {
  const filled = cells.filter((cell) => cell !== '');
  const [text = ''] = filled;
  if (filled.length !== 1 || looksLikeHash(text) || !/^[A-Za-z0-9+/]{20,}={0,2}$/.test(text)) return false;
  const inColumn = header !== undefined && header.fields[cells.indexOf(text)] === 'hardwareHash' && cells.length > 1;
  return (
    !inColumn &&
    !(hashAt !== -1 && text.endsWith('=') && text.length < 200) &&
    ((/[a-z]/.test(text) && /[A-Z]/.test(text)) || /^A+={0,2}$/.test(text))
  );
}

/** A record without a hash: captions, a remark, or a device whose hash is missing. */
function readPlain(reading: Reading, record: FileRecord, cells: string[]): JudgedRow[] {
  const { summary, header } = reading;
  if (readsLikeCaption(cells, header)) return readHashless(reading, record);
  const captions = repeatsCaptions(cells, header) ? undefined : readHeader(cells);
  if (captions !== undefined) {
    reading.header = captions;
    if (summary.headers.length < mostHeaders) summary.headers.push(captions);
    summary.unplaced = [];
    if (!captions.fields.includes('hardwareHash')) summary.export ??= exportKind(captions.captions);
    return [];
  }
  if (isRemark(cells, header)) {
    summary.template ||= cells.some((cell) => /^sample explained/i.test(cell));
    return [];
  }
  if (header === undefined && summary.hashRows === 0) {
    const kept = record.cells.slice(0, keptCells).map((cell) => cell.slice(0, keptLength));
    if (summary.unplaced.length < mostUnplaced) summary.unplaced.push({ ...record, cells: kept });
    return [];
  }
  if (inExport(reading)) {
    summary.exportRows += 1;
    return [];
  }
  return readHashless(reading, record);
}

function readHashless({ summary, header }: Reading, record: FileRecord): JudgedRow[] {
  const judged = hashlessRow(record, record.captions === undefined ? header : headerOf(record.captions));
  const code = judged?.row.findings[0]?.code;
  if (judged === undefined || code === undefined) return [];
  summary.hashlessRows.set(code, (summary.hashlessRows.get(code) ?? 0) + 1);
  return [judged];
}

/** A row of the Configuration Manager report whose device has no hash: its captions, then a serial number. */
function repeatsCaptions(cells: readonly string[], header: Header | undefined): boolean {
  const first = cells.findIndex((cell) => exactCaptionField(cell) === undefined);
  const doubled = header !== undefined && columnsOf(header, 'hardwareHash').length > 1;
  return doubled && first >= 3 && cells.slice(first).some((cell) => cell !== '');
}

/** A device without a hash whose serial number reads like a caption (`System Serial Number,,`): alone in its column, where a row goes on to its hash. */
function readsLikeCaption(cells: readonly string[], header: Header | undefined): boolean {
  const column = header === undefined ? -1 : header.fields.indexOf('serialNumber');
  if (column === -1 || !reachesHash(cells, header) || exactCaptionField(cells[column] ?? '') === undefined)
    return false;
  return cells.every((cell, at) => at === column || exactCaptionField(cell) === undefined);
}

/** Where the hash is: a cell that looks like one, else whatever stands in the hash column, else a long run of base64. */
function hashCell(cells: readonly string[], header: Header | undefined): number {
  const found = cells.findIndex(looksLikeHash);
  if (found !== -1) return found;
  const inColumn =
    header === undefined
      ? -1
      : (columnsOf(header, 'hardwareHash').find((column) => isHashText(cells[column] ?? '')) ?? -1);
  const shortened = cells.findIndex(isShortened);
  if (shortened !== -1) return shortened;
  if (inColumn !== -1 && !cells.every((cell) => cell === '' || exactCaptionField(cell) !== undefined)) return inColumn;
  return cells.findIndex((cell) => cell.length >= 160 && isBase64Run(cell));
}

function isHashText(cell: string): boolean {
  return cell !== '' && exactCaptionField(cell) === undefined && !isPlaceholder(cell);
}

/** A row that is not read any further. */
function unreadable({ line, cells }: FileRecord, reason: Finding): JudgedRow {
  const first = withoutProductKey(cleanCell((cells[0] ?? '').slice(0, 200))).text;
  const serialNumber = first.length <= 64 && /\d/.test(first) && !isHashPiece(first) ? first : '';
  return {
    row: { line, serialNumber, manufacturer: '', model: '', verdict: 'rejected', findings: [reason] },
    captioned: false,
  };
}
