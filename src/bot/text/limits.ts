import { formatNumber } from '../cards/text.ts';
import type { Attachment, Turn } from '../turn.ts';

/**
 * Characters of a message that are read. Teams takes messages of 100 KB
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages).
 */
export const mostCharacters = 100_000;

/** Characters of the formatted copy of a message: each cell of a table has tags around it. */
const mostFormatted = 4 * mostCharacters;

/** Characters of a command: 500 serial numbers of the longest kind. */
export const mostInCommand = 32_000;

/** Why a message is not read, and what to do; `undefined` for one that is. */
export function refuseLongMessage({ text, attachments }: Pick<Turn, 'text' | 'attachments'>): string | undefined {
  const isRead =
    text.length <= mostCharacters && attachments.every((each) => formattedCopy(each).length <= mostFormatted);
  return isRead
    ? undefined
    : `This message is longer than ${formatNumber(mostCharacters)} characters, the most that is read, and nothing was done. Save the text as a CSV file and send the file.`;
}

/** The same for what is taken for a command. */
export function refuseLongCommand(text: string): string | undefined {
  return text.length <= mostInCommand
    ? undefined
    : `This is longer than ${formatNumber(mostInCommand)} characters, the most that a command may have, and nothing was done. Name fewer devices at a time; send hardware hashes as a CSV file.`;
}

/** The formatted copy of the message that Teams sends along; empty for any other attachment. */
export function formattedCopy({ contentType, content }: Attachment): string {
  return contentType.startsWith('text/html') && typeof content === 'string' ? content : '';
}
