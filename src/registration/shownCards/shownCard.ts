import type { Stored } from '../ports/stored.ts';

/** A message of ours, and what its card is about. */
export interface CardPlace {
  /** Without the thread. */
  conversationId: string;
  activityId: string;
  /** `batch:<id>`, `exception:<id>`, `move:<digest of the devices>`; asked with a `:` at its end, every card of the kind is meant. */
  about: string;
}

/** What a message with buttons is about. Kept for thirty days; older cards answer beside themselves. */
export interface ShownCard extends Stored {
  /** Conversation and activity id. */
  readonly id: string;
  about: string;
  /** Milliseconds since 1970 UTC. */
  shownAt: number;
}
