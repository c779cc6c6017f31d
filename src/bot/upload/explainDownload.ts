import { escapeMarkdown } from '../cards/text.ts';
import { formatBytes } from '../refusals.ts';
import type { Download } from './download.ts';

/** Why a file was not read and what to do, one or two sentences of Markdown. */
export function explainDownload(fileName: string, failure: Exclude<Download, { kind: 'ok' }>): string {
  const name = escapeMarkdown(fileName);
  switch (failure.kind) {
    case 'elsewhere': {
      const host = failure.host === '' ? 'a place that is not a web address' : escapeMarkdown(failure.host);
      return `${name} was not read: its link leads to ${host}, and files are only taken from your organisation's OneDrive and SharePoint. Attach the file to the chat itself.`;
    }
    case 'tooLarge':
      return `${name} is larger than ${formatBytes(failure.maxBytes)}, the most that is read at once. Split it into smaller files and send them one by one.`;
    case 'timeout':
      return `${name} took too long to arrive and was not read. Send it again.`;
    case 'signIn':
      return `${name} was not read. Teams gave a link that asks to sign in instead of the file (Teams on iPhone does that). Send it from Teams on a computer, or paste its text.`;
    case 'page':
      return `${name} was not read: its link leads to a web page without hardware hashes. Send the file itself from Teams on a computer, or paste its text.`;
    case 'expired':
      return `${name} could not be fetched: its link has expired, or the file was deleted (${failure.status}). Send the file again.`;
    case 'busy':
      return `${name} could not be fetched: the place where it is stored is busy, or the file is locked because somebody has it open (${failure.status}). Send it again in a few minutes.`;
    case 'refused':
      return `${name} could not be fetched: its link was refused (${failure.status}): it has expired, or asks to sign in, as links from Teams on iPhone do. Send the file again from Teams on a computer, or paste its text.`;
    case 'unreachable':
      return `${name} could not be fetched: its place did not answer. Send the file again in a few minutes.`;
    default:
      return failure satisfies never;
  }
}
