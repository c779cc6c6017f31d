import { captionDelimiter } from './delimiter.ts';
import { continuesLead, type HashPlace, hashPlace, isLead } from './leadLine.ts';
import { continuesHash, endsInsideHash, hasHashStart, openHash, withPiece } from './openHash.ts';
import { hasOpenQuote } from './openQuote.ts';
import type { Line } from './physicalLines.ts';

/** Lines one cell may be wrapped over. */
const mostLines = 300;
/** Characters after which a quote counts as never closed: two of the longest cells. */
const longestQuoted = 65_536;
/** Lines among which captions are looked for, whatever is in them; later only in lines without digits. */
const headLines = 50;

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
  let place: HashPlace | undefined;
  let begun = 0;

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
    begun += 1;
    if (begun <= headLines || !/\d/.test(line.text)) place = hashPlace(line.text) ?? place;
    const mode = line.tooLong ? undefined : openEnd(line.text);
    if (mode === undefined) emit(line);
    else pending = { lines: [line], text: line.text, wrapped: false, mode };
  }

  return {
    push(line) {
      if (line.cells !== undefined) {
        this.end();
        return emit(line);
      }
      if (pending === undefined) return begin(line);
      const joined = join(pending, line, place);
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
  place: HashPlace | undefined,
): { text: string; wrapped: boolean } | 'complete' | 'separate' {
  if (line.tooLong || lines.length >= mostLines) return 'separate';
  if (mode === 'lead')
    return continuesLead(text, line.text, place) ? { text: withPiece(text, '', line.text), wrapped: true } : 'complete';
  if (mode === 'quote' && text.length + line.text.length > longestQuoted) return 'separate';
  const hash = openHash(text);
  if (mode === 'quote') {
    const another = hasHashStart(line.text) && hasHashStart(text);
    if (another || captionDelimiter(line.text) !== undefined) return 'separate';
    return hash !== undefined && /^[\s>]*[A-Za-z0-9+/]/.test(line.text)
      ? { text: withPiece(text, hash, line.text), wrapped: true }
      : { text: `${text} ${line.text}`, wrapped };
  }
  return hash !== undefined && continuesHash(hash, line.text, lines.length)
    ? { text: withPiece(text, hash, line.text), wrapped: true }
    : 'complete';
}

/** How a row may go on in the next line; `undefined` when it is complete. */
function openEnd(text: string): OpenEnd | undefined {
  if (text.length <= longestQuoted && hasOpenQuote(text)) return 'quote';
  if (endsInsideHash(text)) return 'hash';
  return !text.includes('T0') && isLead(text) ? 'lead' : undefined;
}
