import { recognise } from '../../registration/intake/recognise.ts';
import { formattedCopy } from '../text/limits.ts';
import { markupPieces, tagName } from '../text/markup.ts';
import type { Turn } from '../turn.ts';

/** The list of devices in the text of a message, whatever its form, or `undefined` when it holds none. */
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
  return recognise({ text }).kind === 'devices';
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
