import { parse } from 'csv-parse/sync';
import { captionDelimiter, hashDelimiter } from './delimiter.ts';
import { looseRows } from './looseRows.ts';
import type { Line } from './physicalLines.ts';

/** Stands for a hash that was taken out of its line: the parser need not look at thousands of characters that hold no delimiter. */
export const hashMark = '\u0001';

/** What the parser is not given of a line: its hash, or all of it. */
export interface Route {
  line: Line;
  /** Taken out; the cell that holds `hashMark` is it. */
  hash?: string | undefined;
  /** The cells, where the line had to be read in another way. */
  cells?: string[] | undefined;
  /** The line's structure was lost, so that columns mean nothing. */
  loose?: boolean | undefined;
}

/** How one line is to be parsed: `text` goes to the parser and makes one record, described by `route`. */
export interface RoutedLine {
  text: string;
  route: Route;
}

/** Options for lines parsed alone and in the stream. */
export function parserOptions(delimiter: string) {
  return { delimiter, relax_quotes: true, relax_column_count: true, skip_empty_lines: false, record_delimiter: '\n' };
}

/** Prepares a line for the parser. Lines that are not well formed, have another delimiter than the file, or several hashes are read here. */
export function routeLine(line: Line, delimiter: string): RoutedLine[] {
  if (line.tooLong) return [set(line, [])];
  if (line.cells !== undefined) return [set(line, line.cells)];
  const text = unwrapLine(line.text.includes('\u0001') ? line.text.replaceAll('\u0001', '') : line.text, delimiter);
  const cell = findHashCell(text, delimiter);
  const again = cell === undefined ? -1 : text.indexOf('EAHAAAAAoA', cell.start + 40);
  if (cell !== undefined && again === -1) {
    return [
      {
        text: `${text.slice(0, cell.start)}${hashMark}${text.slice(cell.end)}`.replaceAll('\n', ' '),
        route: { line, hash: text.slice(cell.start, cell.end) },
      },
    ];
  }
  const other = cell === undefined ? (hashDelimiter(text) ?? captionDelimiter(text)) : undefined;
  if (other !== undefined && other !== delimiter) return [set(line, parseAlone(text, other))];
  if (again !== -1 || (cell === undefined && isBuriedHash(text, delimiter))) {
    const rows = looseRows(text);
    // The same hash in two columns of one row is no second device.
    const hashes = new Set(rows.map(([, hash]) => hash));
    if (hashes.size > 1 || again === -1)
      return rows.map((cells) => ({ ...set(line, cells), route: { line, cells, loose: true } }));
  }
  return isWellFormed(text, delimiter) && !text.includes('\n')
    ? [{ text, route: { line } }]
    : [set(line, splitWithoutQuotes(text, delimiter))];
}

function set(line: Line, cells: string[]): RoutedLine {
  return { text: hashMark, route: { line, cells } };
}

/** A line that stands in quotes as a whole, delimiters and all, as some tools export a list of strings. */
function unwrapLine(text: string, delimiter: string): string {
  if (text.charCodeAt(0) !== 34 || !text.includes(delimiter)) return text;
  const inner = /^"([^"]*(?:""[^"]*)*)"\s*$/.exec(text)?.[1];
  return inner?.includes(delimiter) ? inner.replaceAll('""', '"') : text;
}

/** The cell that is a hash, when it is bounded by delimiters or quotes alone, so that the parser would find the same. */
function findHashCell(text: string, delimiter: string): { start: number; end: number } | undefined {
  const hasQuotes = text.includes('"');
  const quotesAreWellFormed = hasQuotes && isWellFormed(text, delimiter);
  for (let at = text.indexOf('T0'); at !== -1; at = text.indexOf('T0', at + 1)) {
    const third = text.charCodeAt(at + 2);
    if (third < 69 || third > 72) continue;
    const before = at === 0 ? delimiter : text[at - 1];
    if (before === delimiter && !hasQuotes) {
      const next = text.indexOf(delimiter, at);
      const end = next === -1 ? text.length : next;
      if (end - at >= 100) return isPlainHash(text.slice(at, end)) ? { start: at, end } : undefined;
    } else if (before === '"' && quotesAreWellFormed) {
      const end = text.indexOf('"', at);
      if (end - at >= 100) return { start: at, end };
    }
  }
  return undefined;
}

/** Whether nothing but base64 and blanks stands in a cell: no other delimiter, with which the line may have been written. */
function isPlainHash(cell: string): boolean {
  return /^[A-Za-z0-9+/=_\- \n]*$/.test(cell);
}

/** Whether a hash stands in the middle of a cell: a label, markup or another cell ran into it. */
function isBuriedHash(text: string, delimiter: string): boolean {
  const start = text.search(/T0[E-H][A-Za-z0-9+/_-]{28}/);
  if (start === -1) return false;
  const before = text.slice(start === 0 ? 0 : text.lastIndexOf(delimiter, start - 1) + 1, start);
  if (/^[\s"'=\u2018-\u201f]*$/.test(before)) return false;
  return /[^A-Za-z0-9+/]$/.test(before) || /^T0[E-H][A-Za-z0-9+/]{3}EAHAAAAAoA/.test(text.slice(start));
}

/** Whether quotes stand only around cells, doubled inside: everything else the parser might read across lines. */
function isWellFormed(text: string, delimiter: string): boolean {
  if (!text.includes('"')) return true;
  return wellFormed(delimiter).test(text);
}

const patterns = new Map<string, RegExp>();

function wellFormed(delimiter: string): RegExp {
  const known = patterns.get(delimiter);
  if (known !== undefined) return known;
  const escaped = delimiter.replace(/[|\\\]^-]/, '\\$&');
  const cell = `(?:"[^"]*(?:""[^"]*)*"|[^"${escaped}]*)`;
  const pattern = new RegExp(`^${cell}(?:[${escaped}]${cell})*$`);
  patterns.set(delimiter, pattern);
  return pattern;
}

function parseAlone(text: string, delimiter: string): string[] {
  if (!isWellFormed(text, delimiter) || text.includes('\n')) return splitWithoutQuotes(text, delimiter);
  return parse(text, parserOptions(delimiter))[0] ?? [];
}

function splitWithoutQuotes(text: string, delimiter: string): string[] {
  return text.replaceAll('"', '').split(delimiter);
}
