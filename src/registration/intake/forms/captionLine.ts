import { captionField, exactCaptionField, type Field, usualCaptions } from '../captions.ts';

/** `Device Serial Number : 5CG…`, `"serialNumber": "5CG…",`, `hash=T0E…`. */
export interface CaptionLine {
  caption: string;
  field: Field | undefined;
  text: string;
}

const pattern =
  /^[\s>*\u2022"'`-]{0,200}([\p{L}][^:=\t,;|"'`]{0,60}?)["'`*]{0,3}[ \u00a0]{0,60}[:=](?![=:\\/])[ \u00a0]*/u;
const words = Object.values(usualCaptions).concat('Serial Number', 'Serial', 'Hash', 'User', 'Manufacturer', 'Model');
const several = new RegExp(
  `(?:^|[\\s,;|])(?:${words.sort((a, b) => b.length - a.length).join('|')})\\s{0,40}[:=]`,
  'gi',
);

/** Reads a line as a caption and its value; `undefined` for any other. `among`: other captions count too where a list is under way. */
export function readCaptionLine(line: string, among: boolean): CaptionLine | undefined {
  const match = pattern.exec(line.slice(0, 300));
  if (match === null) return undefined;
  const caption = (match[1] ?? '').trim();
  const field = among ? captionField(caption) : exactCaptionField(caption);
  const isPlain = match[0].trimEnd().endsWith(':') && caption.split(/\s+/).length <= 4;
  if (field === undefined && !(among && isPlain)) return undefined;
  const rest = line.slice(match[0].length).trim();
  // A list of JSON or of a script: the next value follows.
  const text = rest.replace(/[,;]$/, '').replace(/^(["'`])(.*)\1$/, '$2');
  // A row with a label, not a value.
  if (/[,;\t|]/.test(text) && /(?:^|[^A-Za-z0-9+/])T0[E-H][A-Za-z0-9+/_-]{28}/.test(text)) return undefined;
  return { caption, field, text };
}

/** Parts of a line that has lost its line breaks and begins several values, each with its caption. */
export function splitAtCaptions(line: string): string[] {
  const starts = [...line.slice(0, 200_000).matchAll(several)].map(({ index }) => index);
  if (starts.length < 2 || !/T0[E-H]/.test(line)) return [line];
  const cuts = starts[0] === 0 ? starts : [0, ...starts];
  return cuts
    .map((start, order) => line.slice(start, cuts[order + 1]).replace(/^[\s,;|]+/, ''))
    .filter((part) => part !== '');
}
