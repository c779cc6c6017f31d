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

/**
 * Joins what one row was broken into: a hash wrapped over lines (mail, terminals), with or without quotes; a quoted cell with line breaks;
 * a hash that a narrow window moved to a line of its own. A quote that is never closed joins nothing.
 */
export function joinLines(emit: (line: Line) => void): LineJoiner {
  let pending: Line[] = [];
  let merged = '';
  let mode: 'hash' | 'quote' | 'lead' | undefined;

  function release(): void {
    const first = pending[0];
    if (first !== undefined)
      emit(
        pending.length === 1 ? first : { ...first, text: merged, wrapped: mode !== 'quote' || hashStart.test(merged) },
      );
    pending = [];
    mode = undefined;
  }

  function giveUp(): void {
    const lines = pending;
    pending = [];
    mode = undefined;
    for (const line of lines) emit(line);
  }

  function begin(line: Line): void {
    mode = line.tooLong ? undefined : openEnd(line.text);
    if (mode === undefined) emit(line);
    else {
      pending = [line];
      merged = line.text;
    }
  }

  function append(line: Line, text: string): void {
    pending.push(line);
    merged = text;
    const open = openEnd(merged);
    if (open === undefined) release();
    else mode = open;
  }

  function pushToQuote(line: Line): void {
    const another = hashStart.test(line.text) && hashStart.test(merged);
    if (another || pending.length >= mostLines || captionDelimiter(line.text) !== undefined) {
      giveUp();
      begin(line);
      return;
    }
    const inHash = /[A-Za-z0-9+/=]$/.test(merged) && hashStart.test(merged) && /^[\s>]*[A-Za-z0-9+/]/.test(line.text);
    append(line, inHash ? merged.trimEnd() + line.text.replace(/^[\s>]+/, '') : `${merged} ${line.text}`);
  }

  return {
    push(line) {
      if (pending.length === 0) begin(line);
      else if (line.tooLong || pending.length >= mostLines) {
        giveUp();
        begin(line);
      } else if (mode === 'quote') pushToQuote(line);
      else if (mode === 'lead' ? startsWithHash(line.text) : continuesHash(merged, line.text, pending.length)) {
        append(line, merged.replace(/=?\s*$/, '') + line.text.replace(/^[\s>]+/, ''));
      } else {
        release();
        begin(line);
      }
    },
    end() {
      if (mode === 'quote') giveUp();
      else release();
    },
  };
}

/** How a row may go on in the next line; `undefined` when it is complete. */
function openEnd(text: string): 'hash' | 'quote' | 'lead' | undefined {
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
