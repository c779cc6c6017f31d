import type { HashRepair } from './hashVerdict.ts';
import { trimEnd, trimEnds } from './trimEnds.ts';

/** One reading of a damaged text, and what was done to get it. `text` is base64 without `=`. */
export interface Spelling {
  text: string;
  repairs: HashRepair[];
}

/** A base64 hash starts with one of these: `OA` and two bits of the length. */
const startPattern = /T0[E-H][A-Za-z0-9+/]/;

/**
 * The readings of a text as a hardware hash, likeliest first. Each undoes only damage that loses nothing; which of them is the
 * original is for the digest to say.
 */
export function spellings(raw: string): Spelling[] {
  const repairs: HashRepair[] = [];
  const note = (repair: HashRepair, before: string, after: string) => {
    if (before !== after) repairs.push(repair);
    return after;
  };
  let text = note('escapes', raw, withoutEscapes(raw));
  text = note('invisible-characters', text, text.replace(/[\u200b-\u200f\u2060\ufeff\u00ad\0]/g, ''));
  text = withoutSurroundings(text, repairs);
  text = note('url-safe-alphabet', text, text.replace(/[-\u2010-\u2015\u2212]/g, '+').replaceAll('_', '/'));
  return whitespaceReadings(text).map((reading) => {
    const found = [...repairs, ...reading.repairs];
    const bare = reading.text.replaceAll('=', '');
    const padding = reading.text.length - bare.length;
    const misplaced = padding !== 0 && !reading.text.endsWith('='.repeat(padding));
    if (misplaced || padding !== (4 - (bare.length % 4)) % 4) found.push('base64-padding');
    return { text: bare, repairs: found };
  });
}

/** Takes what the text stands in (quotes, a label, markup) off both ends; the repair is noted unless it is only quotes or blanks. */
function withoutSurroundings(text: string, repairs: HashRepair[]): string {
  const start = text.search(startPattern);
  if (start === -1) return text.trim();
  const rest = text.slice(start);
  const run = /^[A-Za-z0-9+/=\-_\u2010-\u2015\u2212\s>]+/.exec(rest)?.[0] ?? rest;
  const kept = trimEnd(run, /[\s>]/);
  const cutOff = text.slice(0, start) + rest.slice(kept.length);
  if (/[^\s"'\u2018-\u201f\u00ab\u00bb`=,;]/.test(cutOff)) repairs.push('surrounding-text');
  // A space at the end may be a `+` of a hash without filling: the caller proves which.
  return kept + /^ */.exec(rest.slice(kept.length))?.[0];
}

/** White space is a wrapped line, or a `+` that a form decoder turned into a space, or both at regular places. */
function whitespaceReadings(padded: string): Spelling[] {
  const text = padded.trimEnd();
  if (!/\s/.test(text)) {
    const plain: Spelling = { text, repairs: [] };
    return padded === text ? [plain] : [plain, { text: padded.replaceAll(' ', '+'), repairs: ['plus-from-space'] }];
  }
  const lines = text
    .split(/[\r\n\v\f\u2028\u2029]+/)
    .map((line, order) => (order === 0 ? line.trimEnd() : trimEnds(line, /[\t >]/)));
  const joined = lines.join('').replace(/[\t\u00a0\u2000-\u200a\u202f\u3000]+/g, ' ');
  const wrapped: HashRepair[] = joined.length === text.length ? [] : ['line-wraps'];
  // A `+` that became a space may have stood at the side of a line break.
  const whole = /[^\S\n]\n|\n /.test(text) ? text.replaceAll('\n', '') : '';
  const edges: Spelling[] = /^[^\t\r>]+$/.test(whole)
    ? [{ text: whole.replaceAll(' ', '+'), repairs: ['line-wraps', 'plus-from-space'] }]
    : [];
  if (!joined.includes(' ')) return [{ text: joined, repairs: wrapped }, ...edges];
  const readings: Spelling[] = [
    ...edges,
    { text: joined.replaceAll(' ', '+'), repairs: [...wrapped, 'plus-from-space'] },
    { text: joined.replace(/[\s>]+/g, ''), repairs: ['line-wraps'] },
  ];
  if (padded !== text) readings.push({ text: padded.replaceAll(' ', '+'), repairs: ['plus-from-space'] });
  const width = wrapWidth(joined);
  if (width !== undefined) {
    let unwrapped = '';
    for (let at = 0; at < joined.length; at += width + 1) unwrapped += joined.slice(at, at + width);
    readings.push({ text: unwrapped.replaceAll(' ', '+'), repairs: ['line-wraps', 'plus-from-space'] });
  }
  return readings;
}

/** The width at which the text looks wrapped with a space, if at any. */
function wrapWidth(text: string): number | undefined {
  for (let width = 60; width <= 256; width += 1) {
    let at = width;
    while (at < text.length && text[at] === ' ') at += width + 1;
    if (at >= text.length && text.length > width) return width;
  }
  return undefined;
}

const htmlEntities: Record<string, string> = {
  plus: '+',
  sol: '/',
  equals: '=',
  nbsp: ' ',
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
};

/** Undoes URL, JSON, HTML, quoted-printable and UTF-7 escapes of the characters a hash is made of. */
function withoutEscapes(text: string): string {
  let plain = text;
  if (plain.includes('%')) plain = plain.replace(/%(2B|2F|3D|20|0D|0A)/gi, (_, hex: string) => fromHex(hex));
  if (plain.includes('\\')) {
    plain = plain
      .replace(/\\u00(2b|2f|3d)/gi, (_, hex: string) => fromHex(hex))
      .replace(/\\([/rnt"])/g, (_, escaped: string) => {
        return escaped === '/' || escaped === '"' ? escaped : '\n';
      });
  }
  if (plain.includes('&')) {
    plain = plain
      .replace(/&#x(2b|2f|3d|a0|20);/gi, (_, hex: string) => fromHex(hex))
      .replace(/&#(43|47|61|160|32);/g, (_, decimal: string) => String.fromCharCode(Number(decimal)))
      .replace(/&(plus|sol|equals|nbsp|lt|gt|quot|amp);/g, (_, name: string) => htmlEntities[name] ?? '');
  }
  // UTF-7 writes every `+` as `+-`, and `=` as `+AD0-`; base64 has neither `-`.
  if (plain.includes('+-') && !plain.includes('_')) plain = plain.replaceAll('+-', '+').replaceAll('+AD0-', '=');
  // Quoted-printable: `=` at a line's end continues it, `=3D` is `=`.
  return plain.replace(/=[\t ]*\r?\n/g, '\n').replace(/=(2B|2F|3D)/g, (_, hex: string) => fromHex(hex));
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
