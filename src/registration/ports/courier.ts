import type { ChannelSubscription } from '../announcements/channels.ts';
import type { Digest } from '../announcements/digest.ts';
import type { BatchView } from '../batches/view.ts';
import type { NamingView } from '../naming/naming.ts';
import type { NamingCard, NamingNews } from '../naming/namingException.ts';

/**
 * What a failed delivery means. `gone`: this conversation takes no messages now (bot removed or blocked, chat deleted), which may pass;
 * `missing`: the message that was to be edited or answered is not there, as far as one answer can be believed; `later`: certainly not taken,
 * try again; `unknown`: it may have been taken, and sending it again may say it twice; `unfit`: this message is too large or not understood.
 */
export type DeliveryErrorKind = 'gone' | 'missing' | 'later' | 'unknown' | 'unfit';

/** A message could not be delivered, or nobody knows whether it was. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: DeliveryErrorKind;
  /** Milliseconds, when the connector said so. */
  readonly retryAfter: number | undefined;
  /** The connector's own word for it, `BotNotInConversationRoster`, or its HTTP status where it gave none. */
  readonly code: string | undefined;
  constructor(message: string, kind: DeliveryErrorKind, retryAfter?: number, cause?: unknown, code?: string) {
    super(message, { cause });
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.code = code;
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
    'fault in the message',
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
  /** Posts the batch's card anew where the one that was there is gone; resolves with its activity id, empty where the connector gave none. */
  postBatchCard(view: BatchView): Promise<string>;
  /** Asks whether a conversation can be reached, without saying anything in it. */
  reach(conversationId: string): Promise<void>;
  /**
   * Posts one digest to one conversation, under the batch's parent post where there is one.
   * Resolves with the activity id of the post, when this post started the thread, `startedThread`, and where it is in a thread, `postedIn`.
   */
  postDigest(
    digest: Digest,
    view: BatchView | undefined,
    where: { conversationId: string; channel: ChannelSubscription | undefined; threadActivityId: string | undefined },
  ): Promise<{ activityId: string; startedThread: boolean; postedIn?: string | undefined }>;
  /** Draws a posted digest anew, in place: its lines say what has become of their devices by `asOf`, milliseconds since 1970 UTC. */
  updateDigestCard(
    digest: Digest,
    view: BatchView | undefined,
    where: { conversationId: string; activityId: string; inChannel: boolean; asOf: number },
  ): Promise<void>;
  /** Posts the card of a naming exception; resolves with its activity id. */
  postNamingCard(view: NamingView, place: NamingPlace): Promise<string>;
  /** Draws a posted one anew, in place. */
  updateNamingCard(view: NamingView, place: NamingPlace, activityId: string): Promise<void>;
  /** Says one piece of news of a naming exception in a conversation where its card is; resolves with the activity id. */
  postNamingNews(view: NamingView, news: NamingNews, place: NamingPlace): Promise<string>;
}
