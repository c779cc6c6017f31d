import { z } from 'zod/v4';
import { plain } from '../cards/text.ts';
import type { Attachment, Turn } from '../turn.ts';

/** Content type of a file sent to a bot (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4). */
export const fileDownloadInfo = 'application/vnd.microsoft.teams.file.download.info';

/** A file somebody sent, before it is fetched. */
export interface SentFile {
  /** For display only: one line, no folder. */
  name: string;
  /** Pre-authorised and short-lived. */
  downloadUrl: string;
}

const contentSchema = z.object({ downloadUrl: z.string().min(1) });

/** The files in a message, and the names of attachments that are something else (an image, a card); an image beside a file is left out. The message's own HTML copy is neither. */
export function sentFiles(turn: Pick<Turn, 'attachments'>): { files: SentFile[]; others: string[] } {
  const files: SentFile[] = [];
  const others: string[] = [];
  for (const attachment of turn.attachments) {
    if (attachment.contentType.startsWith('text/html')) continue;
    const content = contentSchema.safeParse(attachment.content);
    if (attachment.contentType === fileDownloadInfo && content.success) {
      files.push({ name: displayName(attachment), downloadUrl: content.data.downloadUrl });
    } else if (!attachment.contentType.startsWith('image/') || !turn.attachments.some(isFile)) {
      others.push(displayName(attachment));
    }
  }
  return { files, others };
}

function isFile({ contentType }: Attachment): boolean {
  return contentType === fileDownloadInfo;
}

/** The last part of a name that could be a path, in either system's spelling. */
function displayName(attachment: Attachment): string {
  const last = attachment.name.split(/[\\/]/).at(-1) ?? '';
  return plain(last) || 'a file without a name';
}
