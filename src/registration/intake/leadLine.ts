import { decodeHash } from '../hardwareHash/decodeHash.ts';
import { captionDelimiter, delimiters, splitQuoted } from './delimiter.ts';
import { readHeader } from './header.ts';

/** What the captions say about where a hash stands. */
export interface HashPlace {
  delimiter: string;
  /** Cells before the hash. */
  column: number;
}

/** Where the captions of a line put the hash; `undefined` for other lines. */
export function hashPlace(line: string): HashPlace | undefined {
  if (line.length > 2_000) return undefined;
  const delimiter = captionDelimiter(line);
  if (delimiter === undefined) return undefined;
  const column = readHeader(splitQuoted(line, delimiter))?.fields.indexOf('hardwareHash') ?? -1;
  return column === -1 ? undefined : { delimiter, column };
}

/** Whether a line could be what stands before a hash, and the hash in the next: it ends with a delimiter. */
export function isLead(line: string): boolean {
  return line.length < 300 && /[,;\t|]\s*$/.test(line) && /\d/.test(line) && captionDelimiter(line) === undefined;
}

/**
 * Whether a line that begins with a hash is the rest of the line before it: that one has as many cells as the captions put before a hash,
 * or names the device of the hash, and this one does not name it again.
 */
export function continuesLead(lead: string, line: string, place: HashPlace | undefined): boolean {
  const hash = /^\s*"?(T0[E-H][A-Za-z0-9+/_-]{28,}={0,2})/.exec(line)?.[1];
  if (hash === undefined) return false;
  const verdict = decodeHash(hash);
  const serialNumber = verdict.kind === 'unreadable' ? undefined : verdict.serialNumber;
  const names = (text: string) =>
    delimiters.some((delimiter) => splitQuoted(text, delimiter).some((cell) => cell !== '' && cell === serialNumber));
  if (place !== undefined)
    return (
      lead.split(place.delimiter).length - 1 === place.column && !names(line.slice(line.indexOf(hash) + hash.length))
    );
  return names(lead);
}
