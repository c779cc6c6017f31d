import type { ChannelSubscription } from '../announcements/channels.ts';
import type { Digest } from '../announcements/digest.ts';
import type { BatchView } from '../batches/view.ts';
import type { NamingView } from '../naming/naming.ts';
import type { NamingCard, NamingNews } from '../naming/namingException.ts';

/** A message could not be delivered. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** `gone`: this conversation will not take messages any more (403, 404: bot removed, chat deleted); `later`: try again. */
  readonly kind: 'gone' | 'later';
  /** Milliseconds, when the connector said so. */
  readonly retryAfter: number | undefined;
  constructor(message: string, kind: 'gone' | 'later', retryAfter?: number, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

/** Whatever a courier threw, as a delivery error: what is not one is a fault of ours in this one message, and must not hold up the others. */
export function deliveryFailure(thrown: unknown): DeliveryError {
  if (thrown instanceof DeliveryError) return thrown;
  return new DeliveryError(
    thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    'later',
    undefined,
    thrown,
  );
}

/** Where the card of a naming exception goes, and who reads it there. */
export interface NamingPlace {
  conversationId: string;
  reader: NamingCard['reader'];
}

/** Tells people. Rejects with `DeliveryError`. */
export interface Courier {
  /** Draws the batch's card anew, in place. */
  updateBatchCard(view: BatchView): Promise<void>;
  /**
   * Posts one digest to one conversation, under the batch's parent post where there is one.
   * Resolves with the activity id of the post and, when this post started the thread, `startedThread`.
   */
  postDigest(
    digest: Digest,
    view: BatchView | undefined,
    where: { conversationId: string; channel: ChannelSubscription | undefined; threadActivityId: string | undefined },
  ): Promise<{ activityId: string; startedThread: boolean }>;
  /** Posts the card of a naming exception; resolves with its activity id. */
  postNamingCard(view: NamingView, place: NamingPlace): Promise<string>;
  /** Draws a posted one anew, in place. */
  updateNamingCard(view: NamingView, place: NamingPlace, activityId: string): Promise<void>;
  /** Says one piece of news of a naming exception in a conversation where its card is; resolves with the activity id. */
  postNamingNews(view: NamingView, news: NamingNews, place: NamingPlace): Promise<string>;
}
