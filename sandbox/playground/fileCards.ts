import { z } from 'zod/v4';

/** A file that the bot offers: somebody may accept or decline it. Playground shows nothing for it, and passes its name on to nobody. */
export interface FileConsent {
  name: string;
  description: string;
  sizeInBytes: number;
  acceptContext: unknown;
  declineContext: unknown;
}

/** A file that the bot has put somewhere. Of its name and address Playground passes nothing on. */
export interface FileInfo {
  uniqueId: string;
  fileType: string;
}

const consentSchema = z.looseObject({
  contentType: z.literal('application/vnd.microsoft.teams.card.file.consent'),
  name: z.string().default('file-from-the-bot.csv'),
  content: z.looseObject({
    description: z.string().default(''),
    sizeInBytes: z.number().default(0),
    acceptContext: z.unknown(),
    declineContext: z.unknown(),
  }),
});
const infoSchema = z.looseObject({
  contentType: z.literal('application/vnd.microsoft.teams.card.file.info'),
  content: z.looseObject({ uniqueId: z.string(), fileType: z.string().default('') }),
});

/** The first offer of a file among attachments. */
export function readConsent(attachments: readonly unknown[]): FileConsent | undefined {
  for (const attachment of attachments) {
    const { data } = consentSchema.safeParse(attachment);
    if (data !== undefined) return { name: data.name, ...data.content };
  }
  return undefined;
}

/** The first file among attachments. */
export function readInfo(attachments: readonly unknown[]): FileInfo | undefined {
  for (const attachment of attachments) {
    const { data } = infoSchema.safeParse(attachment);
    if (data !== undefined) return data.content;
  }
  return undefined;
}

/** What a person reads on them. */
export function fileLines(consent: FileConsent | undefined, info: FileInfo | undefined): string[] {
  return [
    ...(consent === undefined
      ? []
      : [`A file: ${consent.description} (${consent.sizeInBytes} bytes)`, '[Allow] [Decline]']),
    ...(info === undefined ? [] : [`The file, ${info.fileType} [Open]`]),
  ];
}
