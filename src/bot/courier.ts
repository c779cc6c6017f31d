import type { Activity, TurnContext } from 'botbuilder';
import { type Courier, DeliveryError } from '../registration/ports/courier.ts';
import { currentCard } from './actions/batchAnswer.ts';
import type { ActivityAdapter } from './adapter/activityAdapter.ts';
import { digestCard } from './cards/digestCard.ts';
import { digestTitle } from './cards/digestTitle.ts';
import { readConversationReference } from './conversationReference.ts';
import { deliveryError } from './deliveryError.ts';
import { cardMessage } from './messages.ts';
import type { BotOptions } from './options.ts';
import { baseConversationId } from './turn.ts';

/** Tells people outside a turn, through the conversations the bot remembers. */
export function createCourier(
  adapter: ActivityAdapter,
  appId: string,
  { conversations, policy }: Pick<BotOptions, 'conversations' | 'policy'>,
): Courier {
  async function inConversation<T>(conversationId: string, act: (context: TurnContext) => Promise<T>): Promise<T> {
    const stored = await conversations.get(baseConversationId(conversationId));
    const reference = readConversationReference(stored, conversationId);
    if (reference === undefined)
      throw new DeliveryError(
        'No way into this conversation is remembered: the bot has not been spoken to in it.',
        'gone',
      );
    let result: { value: T } | undefined;
    let failure: unknown;
    try {
      await adapter.continueConversationAsync(appId, reference, async (context) => {
        // Kept out of the adapter's error handler, which apologises to people.
        try {
          result = { value: await act(context) };
        } catch (error) {
          failure = error;
        }
      });
    } catch (error) {
      failure = error;
    }
    if (result === undefined) throw deliveryError(failure);
    return result.value;
  }

  return {
    async updateBatchCard(view) {
      const { card: place } = view.batch;
      if (place === undefined) return;
      const { card, summary } = currentCard(view, policy);
      await inConversation(place.conversationId, (context) =>
        context.updateActivity({ ...cardMessage(card, summary), id: place.activityId }),
      );
    },

    async postDigest(digest, view, { conversationId, channel, threadActivityId }) {
      const message = cardMessage(digestCard(digest, view, channel !== undefined), digestTitle(digest));
      const inThread = channel !== undefined && threadActivityId !== undefined;
      const where = inThread ? `${baseConversationId(conversationId)};messageid=${threadActivityId}` : conversationId;
      const activityId = await inConversation(where, (context) => post(context, message));
      return { activityId, startedThread: channel !== undefined && !inThread };
    },
  };
}

async function post(context: TurnContext, message: Partial<Activity>): Promise<string> {
  // The SDK gives the turn that continues a conversation an id of its own invention, and would send every message as a reply to it.
  delete context.activity.id;
  const sent = await context.sendActivity(message);
  return sent?.id ?? '';
}
