import { z } from 'zod/v4';

/** Content types of handing a file over (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4). */
export const fileConsentCard = 'application/vnd.microsoft.teams.card.file.consent';
export const fileInfoCard = 'application/vnd.microsoft.teams.card.file.info';

const contextSchema = z.union([
  z.object({ batchId: z.string().min(1).max(200) }),
  z.object({ file: z.literal('audit') }),
]);

/** Which file it is: the rejected rows of a batch, or the audit. */
export type OfferContext = z.infer<typeof contextSchema>;

/** A file somebody may take or not. */
export interface OfferedFile {
  name: string;
  /** One line of what is in it. */
  description: string;
  size: number;
  context: OfferContext;
}

/** The question whether somebody wants a file, as an attachment. It carries an id only; the file is made when it is taken. */
export function consentAttachment({ name, description, size, context }: OfferedFile) {
  const content = { description, sizeInBytes: size, acceptContext: context, declineContext: context };
  return { contentType: fileConsentCard, name, content };
}

const text = z.string().min(1).max(4_000);

const uploadSchema = z.object({
  uploadUrl: text,
  contentUrl: text,
  name: z.string().max(400).catch(''),
  uniqueId: z.string().max(400).catch(''),
  fileType: z.string().max(40).catch(''),
});

const consentSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('accept'), context: contextSchema, uploadInfo: uploadSchema }),
  z.object({ action: z.literal('decline'), context: contextSchema }),
]);

/** Where Teams lets the bot put a file that somebody took. Pre-authorised: whoever has the link can write there. */
export type UploadPlace = z.infer<typeof uploadSchema>;

/** What somebody answered. */
export type Consent = z.infer<typeof consentSchema>;

/** Reads the value of a `fileConsent/invoke`; `undefined` for anything else. */
export function readConsent(value: unknown): Consent | undefined {
  return consentSchema.safeParse(value).data;
}

/** The file where it is now, as an attachment that opens it. */
export function infoAttachment({ contentUrl, name, uniqueId, fileType }: UploadPlace) {
  return { contentType: fileInfoCard, contentUrl, name, content: { uniqueId, fileType } };
}
