import { type Courier, DeliveryError } from '../registration/ports/courier.ts';
import { currentCard } from './actions/batchAnswer.ts';
import type { ActivityAdapter } from './adapter/activityAdapter.ts';
import { digestCard } from './cards/digestCard.ts';
import { digestTitle } from './cards/digestTitle.ts';
import { cardMessage } from './messages.ts';
import { namingCourier } from './naming/namingCourier.ts';
import type { BotOptions } from './options.ts';
import { createSpeaking } from './speaking.ts';
import { baseConversationId } from './turn.ts';

/** Tells people outside a turn, through the conversations the bot remembers. */
export function createCourier(
  adapter: ActivityAdapter,
  appId: string,
  { conversations, policy, log }: Pick<BotOptions, 'conversations' | 'policy' | 'log'>,
): Courier {
  const speaking = createSpeaking(adapter, appId, { conversations, log });
  return {
    ...namingCourier(speaking, policy),

    async updateBatchCard(view) {
      const { card: place } = view.batch;
      if (place === undefined) return;
      const { card, summary } = currentCard(view, policy);
      await speaking.edit(place.conversationId, place.activityId, cardMessage(card, summary));
    },

    async postBatchCard(view) {
      const { card: place } = view.batch;
      if (place === undefined) throw new Error('the card of a batch that was never shown cannot be posted anew');
      const { card, summary } = currentCard(view, policy);
      return speaking.post(place.conversationId, cardMessage(card, summary));
    },

    reach: speaking.reach,

    async updateDigestCard(digest, view, { conversationId, activityId, inChannel, asOf }) {
      const message = cardMessage(digestCard(digest, view, inChannel, asOf), digestTitle(digest));
      await speaking.edit(conversationId, activityId, message);
    },

    async postDigest(digest, view, { conversationId, channel, threadActivityId }) {
      const message = cardMessage(digestCard(digest, view, channel !== undefined), digestTitle(digest));
      const base = baseConversationId(conversationId);
      const inThread = channel !== undefined && threadActivityId !== undefined;
      const where = inThread ? `${base};messageid=${threadActivityId}` : conversationId;
      try {
        const activityId = await speaking.post(where, message);
        return {
          activityId,
          startedThread: channel !== undefined && !inThread,
          ...(where === conversationId ? {} : { postedIn: where }),
        };
      } catch (error) {
        // A thread that the engine keeps is its own to forget; of any other the post that began it is gone, and the channel is told instead.
        const isLost = !inThread && where !== base && error instanceof DeliveryError && error.kind === 'missing';
        if (!isLost) throw error;
        return { activityId: await speaking.post(base, message), startedThread: false, postedIn: base };
      }
    },
  };
}
