import type { Activity, ConversationReference, TurnContext } from 'botbuilder';
import { DeliveryError } from '../registration/ports/courier.ts';
import type { ActivityAdapter } from './adapter/activityAdapter.ts';
import { readConversationReference } from './conversationReference.ts';
import { type Delivery, deliveryError } from './deliveryError.ts';
import type { BotOptions } from './options.ts';
import { reachConversation } from './reachConversation.ts';
import { sendFitting } from './sendFitting.ts';
import { postMessage, startThread } from './startThread.ts';
import { baseConversationId, conversationKind } from './turn.ts';

/** Ways into the conversations the bot remembers, outside a turn. They reject with `DeliveryError`. */
export interface Speaking {
  /** Posts a message, in a channel one that starts a thread; resolves with its activity id, empty where the connector gave none. */
  post(conversationId: string, message: Partial<Activity>): Promise<string>;
  /** Replaces a message. */
  edit(conversationId: string, activityId: string, message: Partial<Activity>): Promise<void>;
  /** The conversation of a thread of a channel; elsewhere there are none, and it is the conversation itself. */
  threadOf(conversationId: string, activityId: string | undefined): Promise<string>;
  /** Asks for one member of a conversation: it answers where a message would be taken, and says nothing. */
  reach(conversationId: string): Promise<void>;
}

/** Speaks through what the bot remembers of each conversation. A message that is too large is sent in fewer words. */
export function createSpeaking(
  adapter: ActivityAdapter,
  appId: string,
  { conversations, log }: Pick<BotOptions, 'conversations' | 'log'>,
): Speaking {
  async function remembered(conversationId: string) {
    const stored = await conversations.get(baseConversationId(conversationId));
    const reference = readConversationReference(stored, conversationId);
    if (reference !== undefined) return reference;
    throw new DeliveryError(
      'No way into this conversation is remembered: the bot has not been spoken to in it.',
      'gone',
      undefined,
      undefined,
      'never spoken to',
    );
  }

  async function inConversation<T>(
    reference: Partial<ConversationReference>,
    tried: Delivery,
    act: (context: TurnContext) => Promise<T>,
  ): Promise<T> {
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
    if (result === undefined) throw deliveryError(failure, tried);
    return result.value;
  }

  return {
    async post(conversationId, message) {
      const reference = await remembered(conversationId);
      const isThread = conversationId !== baseConversationId(conversationId);
      const { conversation } = reference;
      const startsThread = !isThread && conversation !== undefined && conversationKind(conversation) === 'channel';
      const tried = isThread ? 'reply' : 'post';
      return sendFitting(message, { log, otherwise: isThread ? 'missing' : 'gone' }, (fitting) =>
        inConversation(reference, tried, (context) =>
          startsThread ? startThread(context, conversationId, fitting, log) : postMessage(context, fitting),
        ),
      );
    },
    async edit(conversationId, id, message) {
      const reference = await remembered(conversationId);
      await sendFitting(message, { log, otherwise: 'missing' }, (fitting) =>
        inConversation(reference, 'edit', (context) => context.updateActivity({ ...fitting, id })),
      );
    },
    async threadOf(conversationId, activityId) {
      const { conversation } = await remembered(conversationId);
      const isThread = conversationId !== baseConversationId(conversationId);
      if (isThread || activityId === undefined || conversation === undefined) return conversationId;
      return conversationKind(conversation) === 'channel'
        ? `${conversationId};messageid=${activityId}`
        : conversationId;
    },
    async reach(conversationId) {
      const base = baseConversationId(conversationId);
      await inConversation(await remembered(base), 'post', (context) => reachConversation(context, base));
    },
  };
}
