/** A line of the file, or several joined into one. */
export interface Line {
  /** 1 = first line of the file; where the first of them starts. */
  number: number;
  text: string;
  /** Joined within a hardware hash. */
  wrapped: boolean;
  /** The text is only the beginning of a line that passed the limit. */
  tooLong: boolean;
  /** The next piece of the same line follows: it is longer than the limit, but may be a document with many devices. */
  goesOn?: boolean | undefined;
  /** The row was read already: its cells. */
  cells?: string[] | undefined;
  /** The captions of these cells; without them, those of the file count. */
  captions?: string[] | undefined;
}

/** How a document begins that may hold a whole list in one line. */
const documentStart = /^[\s>`\ufeff]{0,40}[[{<]/;

/** Caption words that show that a byte order mark in the middle of a line is where a second file begins. */
const captionStart = /^["']?(device|serial|hardware|windows product|manufacturer|model|product)/i;

/**
 * Splits text into lines: CR LF, LF, lone CR, and U+2028/2029 in a text without these. A second byte order mark inside a line ends it too, since the file before
 * it had no final newline. Blank lines are counted and left out. Yields the lines of one piece at a time.
 */
export async function* physicalLines(texts: AsyncIterable<string>, longest: number): AsyncGenerator<Line[]> {
  let rest = '';
  let number = 1;
  let overlong = false;
  let inDocument = false;
  let returned = false;
  for await (const text of texts) {
    const lines: Line[] = [];
    let from: number = returned && text.startsWith('\n') ? 1 : 0;
    if (text !== '') returned = false;
    const ending = overlong ? text.search(/[\r\n]/) : -1;
    if (ending !== -1) {
      number = addLines(lines, rest, number, true);
      rest = '';
      overlong = false;
      from = ending + (/^(?:\r*\n|\r)/.exec(text.slice(ending, ending + 8))?.[0].length ?? 0);
      // The LF of a CR LF may be the first character of the next piece.
      returned = from === text.length && text.endsWith('\r');
    }
    for (let newline = text.indexOf('\n', from); newline !== -1; newline = text.indexOf('\n', from)) {
      const line = rest + text.slice(from, newline);
      rest = '';
      from = newline + 1;
      number = inDocument ? addLastPiece(lines, line, number) : addLines(lines, line, number, overlong);
      overlong = false;
      inDocument = false;
    }
    rest = overlong ? rest : rest + text.slice(from);
    const lastReturn = lastLoneReturn(rest);
    if (lastReturn !== -1 && !inDocument) {
      number = addLines(lines, rest.slice(0, lastReturn), number, overlong);
      rest = rest.slice(lastReturn + 1);
      overlong = false;
    }
    if (rest.length > longest && !overlong && (inDocument || documentStart.test(rest.slice(0, 100)))) {
      inDocument = true;
      lines.push({ number, text: rest, wrapped: false, tooLong: false, goesOn: true });
      rest = '';
    } else if (rest.length > longest) {
      rest = rest.slice(0, longest);
      overlong = true;
    }
    if (lines.length > 0) yield lines;
  }
  const last: Line[] = [];
  if (inDocument) addLastPiece(last, rest, number);
  else addLines(last, rest, number, overlong);
  if (last.length > 0) yield last;
}

/** The last CR that surely ends a line by itself: one at the end may belong to a CR LF of which the LF is still to come. */
function lastLoneReturn(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 13) end -= 1;
  return end === 0 ? -1 : text.lastIndexOf('\r', end - 1);
}

/** The end of a line of which pieces were given before. */
function addLastPiece(lines: Line[], text: string, number: number): number {
  lines.push({ number, text: text.endsWith('\r') ? text.slice(0, -1) : text, wrapped: false, tooLong: false });
  return number + 1;
}

/** Adds what stands between two LFs, and returns the number of the line after it. */
function addLines(lines: Line[], text: string, number: number, tooLong: boolean): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 13) end -= 1;
  const bare = end === text.length ? text : text.slice(0, end);
  // U+2028 ends lines only where nothing else does: elsewhere it is a line break inside a cell.
  const ends = number > 1 || bare.includes('\r') ? /\r/ : /[\u2028\u2029]/;
  if (!ends.test(bare)) {
    addLine(lines, bare, number, tooLong);
    return number + 1;
  }
  let next = number;
  for (const part of bare.split(ends)) {
    addLine(lines, part, next, tooLong);
    next += 1;
  }
  return next;
}

/** A file without a final newline and without a byte order mark in the next: captions follow a hash in the same line. */
function gluedParts(text: string): string[] {
  const at = text.length < 300 ? -1 : text.indexOf('Device Serial Number', 300);
  if (at === -1 || !/T0[E-H][^,;\t|]{60}/.test(text.slice(0, at))) return [text];
  const quote = text[at - 1] === '"' && text[at - 2] !== ',' ? 1 : 0;
  return [text.slice(0, at - quote), text.slice(at - quote)];
}

function addLine(lines: Line[], text: string, number: number, tooLong: boolean): void {
  if (!text.includes('\ufeff')) {
    for (const part of gluedParts(text)) {
      // Mail quotes what it answers with `> `.
      const bare = part.startsWith('>') ? part.replace(/^[>\s]+/, '') : part;
      if (bare !== '' && bare.trim() !== '') lines.push({ number, text: bare, wrapped: false, tooLong });
    }
    return;
  }
  const parts = text.split('\ufeff');
  let current = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (captionStart.test(part) || /T0[E-H]\S{60}/.test(current)) {
      addLine(lines, current, number, tooLong);
      current = part;
    } else current += part;
  }
  addLine(lines, current, number, tooLong);
}
