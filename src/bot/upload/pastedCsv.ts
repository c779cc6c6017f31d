import { formattedCopy } from '../text/limits.ts';
import { markupPieces, tagName } from '../text/markup.ts';
import type { Turn } from '../turn.ts';

/** A 4K hardware hash is base64 of data that starts with `OA3` and a length: `T0`, then `E`, `F`, `G` or `H`. */
const hashLike = /(^|[\s,;"'|])T0[E-H][A-Za-z0-9+/]{100,}/;
const captions = ['device serial number', 'hardware hash'] as const;

/** The CSV text in a message, or `undefined` when it holds none. */
export function pastedCsv(turn: Pick<Turn, 'text' | 'attachments'>): string | undefined {
  const plain = isCsv(turn.text);
  if (plain && /[\r\n]/.test(turn.text.trim())) return turn.text;
  // Teams' plain copy of a formatted message can lose its line breaks; the HTML copy keeps them.
  const html = turn.attachments.map(formattedCopy).find((text) => text !== '') ?? '';
  const lines = htmlToText(html);
  if (isCsv(lines)) return lines;
  return plain ? turn.text : undefined;
}

function isCsv(text: string): boolean {
  return hashLike.test(text) || text.split(/[\r\n\u2028\u2029]/).some(hasCaptions);
}

/** Whether a line holds the captions of serial numbers and of hashes, one beside the other. */
function hasCaptions(line: string): boolean {
  const lower = line.toLowerCase();
  const [serialNumber, hash] = captions;
  return lower.includes(serialNumber) && lower.includes(hash);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };
const lineEnds: ReadonlySet<string> = new Set(['br', '/p', '/div', '/tr', '/li']);
const cellEnds: ReadonlySet<string> = new Set(['/td', '/th']);

function htmlToText(html: string): string {
  return [...markupPieces(html)]
    .map(({ kind, value }) => (kind === 'text' ? value : spokenTag(tagName(value))))
    .join('')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? '')
    .trim();
}

function spokenTag(name: string): string {
  if (lineEnds.has(name)) return '\n';
  return cellEnds.has(name) ? ',' : '';
}
