import type { Courier } from '../registration/ports/courier.ts';
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
  { conversations, policy }: Pick<BotOptions, 'conversations' | 'policy'>,
): Courier {
  const speaking = createSpeaking(adapter, appId, { conversations });
  return {
    ...namingCourier(speaking, policy),

    async updateBatchCard(view) {
      const { card: place } = view.batch;
      if (place === undefined) return;
      const { card, summary } = currentCard(view, policy);
      await speaking.edit(place.conversationId, place.activityId, cardMessage(card, summary));
    },

    async postDigest(digest, view, { conversationId, channel, threadActivityId }) {
      const message = cardMessage(digestCard(digest, view, channel !== undefined), digestTitle(digest));
      const inThread = channel !== undefined && threadActivityId !== undefined;
      const where = inThread ? `${baseConversationId(conversationId)};messageid=${threadActivityId}` : conversationId;
      const activityId = await speaking.post(where, message);
      return { activityId, startedThread: channel !== undefined && !inThread };
    },
  };
}
