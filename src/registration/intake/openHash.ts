import { decodeHash } from '../hardwareHash/decodeHash.ts';

/** Characters of a hash as Windows writes it; one this long is not continued. */
export const fullLength = 4000;

/** What continues a hash: nothing but base64, or base64 and then the next cell. */
const continuation = /^[\s>]*([A-Za-z0-9+/_-]+={0,2})\s*(?:$|[,;\t|"])/;
/** The same where `+` became a space. Prose has more of them, see `isSpaced`. */
const spacedContinuation = /^[ >]*([A-Za-z0-9/]+(?: {1,3}[A-Za-z0-9/]+)*={0,2})\s*(?:$|[,;\t|"])/;
const hashStart = /(?:^|[^A-Za-z0-9+/])T0[E-H][A-Za-z0-9+/_-]{28}/;
/** What base64 has and prose has not: words of this length, many capitals inside words. */
const longWord = /[A-Za-z0-9/]{24}/;
const innerCapital = /[a-z0-9][A-Z]/g;

/** Whether a hash begins somewhere in a line. */
export function hasHashStart(line: string): boolean {
  return hashStart.test(line);
}

/** The hash that a text ends inside of, from its beginning; spaces and line breaks within it are kept. `undefined` when there is none. */
export function openHash(text: string): string | undefined {
  const tail = text.slice(-2 * fullLength);
  return endOf(tail, /[A-Za-z0-9+/_-]/, /[A-Za-z0-9+/]/) ?? spacedEnd(tail);
}

/** One look at each character: what is searched may be made to be searched for long. */
function endOf(tail: string, inside: RegExp, glued: RegExp): string | undefined {
  const end = tail.trimEnd().replace(/=$/, '').length;
  let start = end;
  while (start > 0 && inside.test(tail.charAt(start - 1))) start -= 1;
  for (let at = tail.indexOf('T0', start); at !== -1 && at < end; at = tail.indexOf('T0', at + 1)) {
    if (/[E-H]/.test(tail.charAt(at + 2)) && !(at > 0 && glued.test(tail.charAt(at - 1)))) return tail.slice(at, end);
  }
  return undefined;
}

function spacedEnd(tail: string): string | undefined {
  const found = endOf(tail, /[A-Za-z0-9+/ \n]/, /[A-Za-z0-9+/ ]/);
  return found !== undefined && found.length >= 60 && isSpaced(found) ? found : undefined;
}

/** Whether text with spaces is base64 rather than prose. */
function isSpaced(text: string): boolean {
  return longWord.test(text) || (text.match(innerCapital) ?? []).length >= 4;
}

/** How many characters of its hash a text has; a space is one that was a `+`, unless it stands at the end of a line. */
function hashLength(hash: string): number {
  return hash.trimEnd().replace(/ ?\n ?/g, '').length;
}

/** Whether a text ends inside a hash that has not its full length yet. */
export function endsInsideHash(text: string): boolean {
  const start = text.indexOf('T0');
  if (start === -1 || text.length - start >= 2 * fullLength || hashLength(text.slice(start)) >= fullLength)
    return false;
  return openHash(text) !== undefined;
}

/**
 * The text with the next line of its hash. Where `+` became a space, the line break stays in the text: which of the spaces at its sides
 * were `+`, the digest has to tell.
 */
export function withPiece(text: string, hash: string, line: string): string {
  const piece = line.replace(/^>[\s>]*/, '');
  const spaced = hash !== '' && (hash.includes(' ') || text.endsWith(' ') || /^ ?[A-Za-z0-9/]* /.test(piece));
  return spaced ? `${text}\n${piece}` : text.trimEnd().replace(/=$/, '') + piece.trimStart();
}

/** Whether a line is the next piece of a hash: while something is missing nearly any base64 is, after that only filling. */
export function continuesHash(hash: string, line: string, pieces: number): boolean {
  const piece = continuation.exec(line)?.[1] ?? spacedPiece(line);
  if (piece === undefined || hashStart.test(line)) return false;
  if (hashLength(hash) >= charactersNeeded(hash)) return /^A+={0,2}$/.test(piece);
  return piece.length >= 60 || pieces > 1 || decodeHash(hash + piece).kind === 'whole';
}

function spacedPiece(line: string): string | undefined {
  const piece = spacedContinuation.exec(line)?.[1];
  return piece !== undefined && piece.length >= 60 && isSpaced(piece) ? piece : undefined;
}

/** Characters up to the end of the digest, as the hash's own length says. */
function charactersNeeded(hash: string): number {
  const head = Buffer.from(hash.slice(0, 8).replaceAll(' ', '+'), 'base64');
  return head.length < 4 ? Number.POSITIVE_INFINITY : Math.ceil(((head.readUInt16LE(2) + 36) * 4) / 3);
}
