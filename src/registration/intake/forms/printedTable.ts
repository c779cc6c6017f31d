import { looksLikeSerial } from '../cells.ts';
import { readHeader } from '../header.ts';
import type { Line } from '../physicalLines.ts';
import type { LineReader } from './documents.ts';
import { fieldOf, isHashText, type NamedValue, namedRow } from './namedValue.ts';
import { isHashPiece } from './propertyList.ts';

/** The line under the captions of a table: one run of dashes a column. */
const dashes = /^[\s>]{0,200}-{2,}(?:[ \u00a0]+-{2,}){0,30}[ \u00a0]{0,400}$/;
/** Lines that could be captions above it; a narrow window breaks captions. */
const mostHeadLines = 4;
/** Lines a device may take: a column may be as narrow as its caption. */
const mostLines = 4_100;

interface Table {
  captions: string[];
  /** Where each column starts, in characters. */
  starts: number[];
  /** Column of the hash. */
  hash: number;
  /** The device under way. */
  row: NamedValue[] | undefined;
  /** The same where the blanks between the columns were lost: what stands around the hash is known by what it says. */
  unaligned: { before: string; hash: NamedValue; after: string } | undefined;
  lines: number;
  /** Last line that belonged to it. */
  last: number;
}

/** Reads tables that PowerShell prints for the eye: columns by position, a value wrapped within its own column, with or without the blanks before it. */
export function createPrintedTableReader(emit: (line: Line) => void): LineReader {
  let held: Line[] = [];
  let table: Table | undefined;

  function release(): void {
    const lines = held;
    held = [];
    for (const line of lines) emit(line);
  }

  function endRow(): void {
    if (table === undefined) return;
    const { row, unaligned } = table;
    table.row = undefined;
    table.unaligned = undefined;
    if (row !== undefined) emit(namedRow(row));
    if (unaligned === undefined) return;
    const { before, hash, after } = unaligned;
    const text = [before, hash.text, after].filter((part) => part !== '').join(' ');
    emit({ number: hash.line, text, wrapped: hash.wrapped, tooLong: false });
  }

  function endTable(): void {
    endRow();
    table = undefined;
  }

  /** A line of a table; `false` when the table ends before it. */
  function readLine(current: Table, line: Line): boolean {
    const text = line.text;
    const hashAt = text.search(/T0[E-H][A-Za-z0-9+/]/);
    const column = current.starts[current.hash] ?? 0;
    const { row } = current;
    const value = row?.[current.hash];
    const isStart = hashAt !== -1 && (hashAt === 0 || /[\s"|]/.test(text[hashAt - 1] ?? ''));
    if (isStart && hashAt === column) {
      endRow();
      current.row = cells(current, line);
      current.lines = 1;
    } else if (isStart && !isWrapped(current, text)) {
      endRow();
      current.unaligned = readUnaligned(line, hashAt);
      current.lines = 1;
    } else if (current.unaligned !== undefined && isHashPiece(current.unaligned.hash, text)) {
      const { hash } = current.unaligned;
      hash.text += text.replace(/^[>\s]+/, '').trimEnd();
      hash.wrapped = true;
      current.lines += 1;
    } else if (row !== undefined && value !== undefined && current.lines < mostLines) {
      const piece = isHashPiece(value, text) && indentation(text) < Math.max(column, 1) && !hasEarlier(current, text);
      if (piece || (isHashPiece(value, text) && indentation(text) >= column)) {
        extend(row, current.hash, text.trim(), line);
      } else if (isHashPiece(value, cells(current, line)[current.hash]?.text ?? '')) {
        for (const [order, cell] of cells(current, line).entries())
          if (cell.text !== '') extend(row, order, cell.text, line);
      } else if (!startsRow(current, line)) return false;
      current.lines += 1;
    } else if (!startsRow(current, line)) return false;
    current.last = line.number;
    return true;
  }

  /** A device without a hash, where a row of the table stands. */
  function startsRow(current: Table, line: Line): boolean {
    const row = cells(current, line);
    const serialNumber = row.find((value) => fieldOf(value) === 'serialNumber');
    if (
      line.number > current.last + 1 ||
      serialNumber === undefined ||
      !looksLikeSerial(serialNumber.text) ||
      isMixed(serialNumber.text)
    )
      return false;
    if (row.some((value) => value.text !== '' && value.text.includes('  '))) return false;
    endRow();
    current.row = row;
    current.lines = 1;
    return true;
  }

  return {
    push(line) {
      if (line.cells !== undefined || line.tooLong) {
        release();
        endTable();
        return emit(line);
      }
      if (table !== undefined) {
        if (readLine(table, line)) return;
        endTable();
      }
      if (held.length > 0 && dashes.test(line.text)) {
        const found = readTable(held, line);
        if (found !== undefined) {
          held = [];
          table = found;
          return;
        }
      }
      const isHead =
        line.text.length < 500 &&
        /serial|hash|product|tag|identifier|serien|\bid\b|num/i.test(line.text) &&
        !/[,;\t|:=]/.test(line.text);
      if (!isHead && !(held.length > 0 && line.text.length < 300 && !/T0[E-H]|[,;\t|]/.test(line.text))) {
        release();
        return emit(line);
      }
      held.push(line);
      if (held.length > mostHeadLines) {
        const first = held.shift();
        if (first !== undefined) emit(first);
      }
    },
    end() {
      release();
      endTable();
    },
  };
}

function readTable(head: readonly Line[], rule: Line): Table | undefined {
  const starts = [...rule.text.matchAll(/-+/g)].map(({ index }) => index);
  // The captions are the fewest lines above the dashes that make some.
  for (let from = head.length - 1; from >= 0; from -= 1) {
    const captions = starts.map((start, column) =>
      head
        .slice(from)
        .map(({ text }) => text.slice(column === 0 ? 0 : start, starts[column + 1]).trim())
        .join(''),
    );
    const hash = readHeader(captions)?.fields.indexOf('hardwareHash') ?? -1;
    if (hash !== -1)
      return { captions, starts, hash, row: undefined, unaligned: undefined, lines: 0, last: rule.number };
  }
  return undefined;
}

function cells({ captions, starts }: Table, line: Line): NamedValue[] {
  return captions.map((caption, column) => ({
    caption,
    text: line.text.slice(column === 0 ? 0 : starts[column], starts[column + 1]).trim(),
    line: line.number,
    wrapped: false,
  }));
}

function extend(row: NamedValue[], column: number, piece: string, line: Line): void {
  const value = row[column];
  if (value === undefined) return;
  value.wrapped = true;
  if (value.text === '') value.line = line.number;
  value.text = value.text === '' || isHashText(value.text) ? value.text + piece : `${value.text}\n${piece}`;
}

function readUnaligned(line: Line, hashAt: number): Table['unaligned'] {
  const [hash = ''] = /^\S+/.exec(line.text.slice(hashAt)) ?? [];
  return {
    before: line.text.slice(0, hashAt).trim(),
    hash: { caption: 'Hardware Hash', text: hash, line: line.number, wrapped: false },
    after: line.text.slice(hashAt + hash.length).trim(),
  };
}

/** Small and capital letters together, as in base64: no serial number where nothing else says so. */
function isMixed(text: string): boolean {
  return text.length >= 8 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /^[A-Za-z0-9+/]+$/.test(text);
}

function indentation(text: string): number {
  return text.length - text.trimStart().length;
}

/** Something stands in a column before that of the hash, in a line that keeps its columns. */
function hasEarlier({ starts, hash }: Table, text: string): boolean {
  const column = starts[hash] ?? 0;
  return text.slice(0, column).trim() !== '' && text.length > column && text[column - 1] === ' ';
}

function isWrapped({ row, hash }: Table, text: string): boolean {
  const value = row?.[hash];
  return value !== undefined && isHashPiece(value, text);
}
