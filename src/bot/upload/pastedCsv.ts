import type { Attachment, Turn } from '../turn.ts';

/** A 4K hardware hash is base64 of data that starts with `OA3` and a length: `T0`, then `E`, `F`, `G` or `H`. */
const hashLike = /(^|[\s,;"'|])T0[E-H][A-Za-z0-9+/]{100,}/;
const headerLike = /device serial number.*hardware hash|hardware hash.*device serial number/i;

/** The CSV text in a message, or `undefined` when it holds none. */
export function pastedCsv(turn: Pick<Turn, 'text' | 'attachments'>): string | undefined {
  const plain = isCsv(turn.text);
  if (plain && /\r|\n/.test(turn.text.trim())) return turn.text;
  // Teams' plain copy of a formatted message can lose its line breaks; the HTML copy keeps them.
  const html = turn.attachments.map(htmlOf).find((text) => text !== '') ?? '';
  const lines = htmlToText(html);
  if (isCsv(lines)) return lines;
  return plain ? turn.text : undefined;
}

function isCsv(text: string): boolean {
  return hashLike.test(text) || headerLike.test(text);
}

function htmlOf(attachment: Attachment): string {
  return attachment.contentType.startsWith('text/html') && typeof attachment.content === 'string'
    ? attachment.content
    : '';
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

function htmlToText(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/(p|div|tr|li)>/gi, '\n')
    .replace(/<\/t[dh]>/gi, ',')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? '')
    .trim();
}
