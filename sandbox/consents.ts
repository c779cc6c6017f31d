import type { FileHost } from './files.ts';
import { type Conversation, connectConversation } from './playground/conversation.ts';
import type { PlaygroundWorld } from './playground/world.ts';

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
  /** Begins to watch the chat at this origin. */
  watch(chatOrigin: string): Promise<void>;
  close(): void;
}

/** Watches nothing at first. `files` is where accepted files go. */
export function chatConsents(world: PlaygroundWorld, files: () => Pick<FileHost, 'openUpload'>): Consents {
  let chat: Conversation | undefined;
  const offers = () => chat?.feed.messages().filter(({ consent }) => consent !== undefined) ?? [];
  return {
    offered: () =>
      offers().map(({ id, consent }) => ({ id, name: consent?.name ?? '', description: consent?.description ?? '' })),
    async answer(id, accept) {
      const message = offers().find((offer) => offer.id === id);
      if (chat === undefined || message?.consent === undefined)
        throw new RangeError('This file is not offered any more.');
      const from = world.currentUser;
      await chat.answerFile(message, accept ? { from, upload: files().openUpload(message.consent.name) } : { from });
    },
    async watch(chatOrigin) {
      chat = await connectConversation(chatOrigin, world);
    },
    close: () => chat?.close(),
  };
}
