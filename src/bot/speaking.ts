import type { Activity, TurnContext } from 'botbuilder';
import { DeliveryError } from '../registration/ports/courier.ts';
import type { ActivityAdapter } from './adapter/activityAdapter.ts';
import { readConversationReference } from './conversationReference.ts';
import { deliveryError } from './deliveryError.ts';
import type { BotOptions } from './options.ts';
import { baseConversationId, conversationKind } from './turn.ts';

/** Ways into the conversations the bot remembers, outside a turn. They reject with `DeliveryError`. */
export interface Speaking {
  /** Posts a message; resolves with its activity id. */
  post(conversationId: string, message: Partial<Activity>): Promise<string>;
  /** Replaces a message. */
  edit(conversationId: string, activityId: string, message: Partial<Activity>): Promise<void>;
  /** The conversation of a thread of a channel; elsewhere there are none, and it is the conversation itself. */
  threadOf(conversationId: string, activityId: string | undefined): Promise<string>;
}

/** Speaks through what the bot remembers of each conversation. */
export function createSpeaking(
  adapter: ActivityAdapter,
  appId: string,
  { conversations }: Pick<BotOptions, 'conversations'>,
): Speaking {
  async function remembered(conversationId: string) {
    const stored = await conversations.get(baseConversationId(conversationId));
    const reference = readConversationReference(stored, conversationId);
    if (reference !== undefined) return reference;
    throw new DeliveryError(
      'No way into this conversation is remembered: the bot has not been spoken to in it.',
      'gone',
    );
  }

  async function inConversation<T>(conversationId: string, act: (context: TurnContext) => Promise<T>): Promise<T> {
    const reference = await remembered(conversationId);
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
    post: (conversationId, message) => inConversation(conversationId, (context) => post(context, message)),
    async edit(conversationId, id, message) {
      await inConversation(conversationId, (context) => context.updateActivity({ ...message, id }));
    },
    async threadOf(conversationId, activityId) {
      const { conversation } = await remembered(conversationId);
      const isThread = conversationId !== baseConversationId(conversationId);
      if (isThread || activityId === undefined || conversation === undefined) return conversationId;
      return conversationKind(conversation) === 'channel'
        ? `${conversationId};messageid=${activityId}`
        : conversationId;
    },
  };
}

async function post(context: TurnContext, message: Partial<Activity>): Promise<string> {
  // The SDK gives the turn that continues a conversation an id of its own invention, and would send every message as a reply to it.
  delete context.activity.id;
  const sent = await context.sendActivity(message);
  return sent?.id ?? '';
}
