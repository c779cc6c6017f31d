import { decodeHash } from '../hardwareHash/decodeHash.ts';
import { captionDelimiter } from './delimiter.ts';
import type { Line } from './physicalLines.ts';

/** Lines one cell may be wrapped over. */
const mostLines = 300;
/** Characters of a hash as Windows writes it; one this long is not continued. */
const fullLength = 4000;

/** A line that ends inside a hash, from the hash on. */
const openHash = /(?:^|[^A-Za-z0-9+/])(T0[E-H][A-Za-z0-9+/_-]*)=?\s*$/;
/** What continues a hash: nothing but base64, or base64 and then the next cell. */
const continuation = /^[\s>]*([A-Za-z0-9+/_-]+={0,2})\s*(?:$|[,;\t|"])/;
const hashStart = /(?:^|[^A-Za-z0-9+/])T0[E-H][A-Za-z0-9+/_-]{28}/;

/** Joins lines back into rows, one line at a time. */
export interface LineJoiner {
  /** Takes the next line; calls `emit` for rows that are complete. */
  push(line: Line): void;
  /** There are no more lines. */
  end(): void;
}

/** A row that may go on in the next line. */
interface Pending {
  /** The lines it was joined from, as they were. */
  lines: Line[];
  text: string;
  /** Joined within a hash. */
  wrapped: boolean;
  mode: OpenEnd;
}

/** Inside a hash, inside a quoted cell, or before the hash. */
type OpenEnd = 'hash' | 'quote' | 'lead';

/**
 * Joins what one row was broken into: a hash wrapped over lines (mail, terminals), with or without quotes; a quoted cell with line breaks;
 * a hash that a narrow window moved to a line of its own. A quote that is never closed joins nothing.
 */
export function joinLines(emit: (line: Line) => void): LineJoiner {
  let pending: Pending | undefined;

  function release(): void {
    const first = pending?.lines[0];
    if (pending !== undefined && first !== undefined) emit({ ...first, text: pending.text, wrapped: pending.wrapped });
    pending = undefined;
  }

  function separate(): void {
    const lines = pending?.lines ?? [];
    pending = undefined;
    for (const line of lines) emit(line);
  }

  function begin(line: Line): void {
    const mode = line.tooLong ? undefined : openEnd(line.text);
    if (mode === undefined) emit(line);
    else pending = { lines: [line], text: line.text, wrapped: false, mode };
  }

  return {
    push(line) {
      if (pending === undefined) return begin(line);
      const joined = join(pending, line);
      if (joined === 'separate') separate();
      else if (joined === 'complete') release();
      else {
        const mode = openEnd(joined.text);
        pending = { lines: [...pending.lines, line], ...joined, mode: mode ?? pending.mode };
        return mode === undefined ? release() : undefined;
      }
      return begin(line);
    },
    end() {
      if (pending?.mode === 'quote') separate();
      else release();
    },
  };
}

/** The row with this line added; `complete` when the line is another row, `separate` when what was joined so far does not belong together. */
function join(
  { lines, text, wrapped, mode }: Pending,
  line: Line,
): { text: string; wrapped: boolean } | 'complete' | 'separate' {
  if (line.tooLong || lines.length >= mostLines) return 'separate';
  const piece = line.text.replace(/^[\s>]+/, '');
  const withPiece = () => ({ text: text.trimEnd().replace(/=$/, '') + piece, wrapped: true });
  if (mode === 'quote') {
    const another = hashStart.test(line.text) && hashStart.test(text);
    if (another || captionDelimiter(line.text) !== undefined) return 'separate';
    return openHash.test(text) && /^[A-Za-z0-9+/]/.test(piece)
      ? withPiece()
      : { text: `${text} ${line.text}`, wrapped };
  }
  const continues = mode === 'lead' ? startsWithHash(line.text) : continuesHash(text, line.text, lines.length);
  return continues ? withPiece() : 'complete';
}

/** How a row may go on in the next line; `undefined` when it is complete. */
function openEnd(text: string): OpenEnd | undefined {
  if (hasOpenQuote(text)) return 'quote';
  const start = text.indexOf('T0');
  if (start !== -1 && text.length - start < fullLength && openHash.test(text)) return 'hash';
  if (
    start === -1 &&
    text.length < 300 &&
    /[,;\t|]\s*$/.test(text) &&
    /\d/.test(text) &&
    captionDelimiter(text) === undefined
  )
    return 'lead';
  return undefined;
}

function hasOpenQuote(text: string): boolean {
  let open = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) open = !open;
  return open;
}

function startsWithHash(text: string): boolean {
  return /^\s*"?T0[E-H][A-Za-z0-9+/_-]{28}/.test(text);
}

/** Whether a line is the next piece of a hash: while something is missing nearly any base64 is, after that only filling. */
function continuesHash(merged: string, line: string, pieces: number): boolean {
  const piece = continuation.exec(line)?.[1];
  if (piece === undefined || hashStart.test(line)) return false;
  const hash = openHash.exec(merged)?.[1] ?? '';
  if (hash.length >= charactersNeeded(hash)) return /^A+={0,2}$/.test(piece);
  return piece.length >= 60 || pieces > 1 || decodeHash(hash + piece).kind === 'whole';
}

/** Characters up to the end of the digest, as the hash's own length says. */
function charactersNeeded(hash: string): number {
  const head = Buffer.from(hash.slice(0, 8), 'base64');
  return head.length < 4 ? Number.POSITIVE_INFINITY : Math.ceil(((head.readUInt16LE(2) + 36) * 4) / 3);
}
