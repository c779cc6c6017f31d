import type { FileHost } from './files.ts';
import type { Conversation } from './playground/conversation.ts';

/** A file that the bot offers in the chat and nobody has answered yet. */
export interface OfferedFile {
  /** Id of the message. */
  id: string;
  name: string;
  description: string;
}

/** Answers offers of files for the person at the keyboard: Playground draws nothing for them, Teams two buttons. */
export interface Consents {
  offered(): OfferedFile[];
  /** Resolves once the bot was told; rejects for an offer that does not stand any more. */
  answer(id: string, accept: boolean): Promise<void>;
}

/** `chat` is undefined until Playground runs; `files` is where accepted files go. */
export function chatConsents(
  chat: () => Conversation | undefined,
  files: () => Pick<FileHost, 'openUpload'>,
): Consents {
  const offers = () =>
    chat()
      ?.feed.messages()
      .filter(({ consent }) => consent !== undefined) ?? [];
  return {
    offered: () =>
      offers().map(({ id, consent }) => ({ id, name: consent?.name ?? '', description: consent?.description ?? '' })),
    async answer(id, accept) {
      const open = chat();
      const message = offers().find((offer) => offer.id === id);
      if (open === undefined || message?.consent === undefined)
        throw new RangeError('This file is not offered any more.');
      const from = open.world.currentUser;
      await open.answerFile(message, accept ? { from, upload: files().openUpload(message.consent.name) } : { from });
    },
  };
}
