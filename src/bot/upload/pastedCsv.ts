import { recognise } from '../../registration/intake/recognise.ts';
import type { Attachment, Turn } from '../turn.ts';

/** The list of devices in the text of a message, whatever its form, or `undefined` when it holds none. */
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
  return recognise({ text }).kind === 'devices';
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
