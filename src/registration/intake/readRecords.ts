import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { sniffDelimiter, tellsDelimiter } from './delimiter.ts';
import { createFormReader } from './forms/forms.ts';
import { joinLines } from './joinLines.ts';
import { type Line, physicalLines } from './physicalLines.ts';
import { hashMark, parserOptions, type Route, routeLine } from './routeLine.ts';

/** One row of the file as the parser gives it: cells neither trimmed nor cleaned. */
export interface FileRecord {
  line: number;
  cells: string[];
  /** The hash was joined from several lines. */
  wrapped: boolean;
  /** Longer than a line may be: the cells were not read, `start` is how it begins. */
  tooLong: boolean;
  start: string;
  /** Read from text without structure: the position of a cell means nothing. */
  loose: boolean;
  /** What each cell is called, where the row says so itself. */
  captions?: string[] | undefined;
}

/** Routes kept after their record came. */
const mostTaken = 1_000;

/** Lines waited for until one tells the delimiter. */
const headLines = 200;

/**
 * Reads text as rows of cells through csv-parse, as it arrives. Every line given to the parser makes exactly one record, so that line
 * numbers stay those of the file, whatever was joined or left out.
 */
export async function* readRecords(
  texts: AsyncIterable<string>,
  longestLine: number,
  facts: { delimiter: string },
): AsyncGenerator<FileRecord> {
  const routes: (Route | undefined)[] = [];
  const rows = readRows(texts, longestLine);
  const head: Line[][] = [];
  let count = 0;
  let told = false;
  while (!told && count < headLines) {
    const next = await rows.next();
    if (next.done === true) break;
    head.push(next.value);
    count += next.value.length;
    told = next.value.some(({ text }) => tellsDelimiter(text));
  }
  facts.delimiter = sniffDelimiter(head.flat().map(({ text }) => text));
  const delimiter = facts.delimiter === '' ? ',' : facts.delimiter;

  async function* parserText(): AsyncGenerator<string> {
    for (const lines of head.splice(0)) yield routed(lines);
    for await (const lines of rows) yield routed(lines);
  }

  function routed(lines: readonly Line[]): string {
    let text = '';
    for (const line of lines) {
      for (const part of routeLine(line, delimiter)) {
        routes.push(part.route);
        text += `${part.text}\n`;
      }
    }
    return text;
  }

  const parser = pipeline(Readable.from(parserText()), parse(parserOptions(delimiter)), () => {
    // A failure reaches the loop below through the parser.
  });
  let next = 0;
  for await (const cells of parser as AsyncIterable<string[]>) {
    const route = routes[next];
    if (route === undefined) throw new Error('the CSV parser made more records than lines');
    // Its line is long, and not needed any more.
    routes[next] = undefined;
    next += 1;
    // Taking them off one by one moves all that are left.
    if (next >= mostTaken) {
      routes.splice(0, next);
      next = 0;
    }
    yield record(route, cells);
  }
}

function record({ line, hash, cells, loose }: Route, parsed: string[]): FileRecord {
  const row = cells ?? parsed;
  if (hash !== undefined) {
    const at = row.findIndex((cell) => cell.includes(hashMark));
    row[at] = row[at]?.replace(hashMark, () => hash) ?? hash;
  }
  return {
    line: line.number,
    cells: row,
    wrapped: line.wrapped,
    tooLong: line.tooLong,
    start: line.tooLong ? line.text.slice(0, 2_000) : '',
    loose: loose === true,
    captions: line.captions,
  };
}

/** Lines joined into rows, those of one piece of text at a time. */
async function* readRows(texts: AsyncIterable<string>, longest: number): AsyncGenerator<Line[]> {
  let rows: Line[] = [];
  const joiner = joinLines((row) => rows.push(row));
  const forms = createFormReader((line) => joiner.push(line), longest);
  for await (const lines of physicalLines(texts, longest)) {
    for (const line of lines) forms.push(line);
    if (rows.length > 0) yield rows;
    rows = [];
  }
  forms.end();
  joiner.end();
  if (rows.length > 0) yield rows;
}
