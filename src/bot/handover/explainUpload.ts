import { escapeMarkdown } from '../cards/text.ts';
import type { Uploading } from './upload.ts';

/** Why a file was not put where Teams said and what to do, one or two sentences of Markdown. `again` says how to be offered it anew. */
export function explainUpload(fileName: string, failure: Exclude<Uploading, { kind: 'ok' }>, again: string): string {
  const name = escapeMarkdown(fileName);
  switch (failure.kind) {
    case 'elsewhere': {
      const host = failure.host === '' ? 'a place that is not a web address' : escapeMarkdown(failure.host);
      return `${name} was not handed over: it was to go to ${host}, and files only go to your organisation's OneDrive and SharePoint.`;
    }
    case 'timeout':
      return `${name} took too long to hand over. ${again}`;
    case 'refused':
      return `${name} could not be handed over: its place in OneDrive was refused (${failure.status}), because it was used already or has expired. ${again}`;
    case 'unreachable':
      return `${name} could not be handed over: OneDrive did not answer. ${again}`;
    default:
      return failure satisfies never;
  }
}
