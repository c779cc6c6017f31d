import type { Stored } from '../ports/stored.ts';

/** What the bot needs to speak first in a conversation; survives restarts. The reference is the transport's own and opaque here. */
export interface ConversationReferenceRecord extends Stored {
  /** Conversation id, without a thread suffix. */
  readonly id: string;
  reference: unknown;
  /** Entra object id of the person whose personal chat it is; absent for chats of several. */
  personId?: string | undefined;
  seenAt: number;
}
