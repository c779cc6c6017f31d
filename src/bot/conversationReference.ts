import { type Activity, type ConversationReference, TurnContext } from 'botbuilder';
import { z } from 'zod/v4';
import { baseConversationId } from './turn.ts';

/** What to keep of an activity in order to speak first later: the conversation itself, no thread, no message, no person. */
export function conversationReference(activity: Activity): Partial<ConversationReference> {
  const { bot, channelId, conversation, serviceUrl, locale } = TurnContext.getConversationReference(activity);
  if (conversation === undefined || bot === undefined)
    throw new Error('an activity has no conversation or no recipient');
  const { id, conversationType, isGroup, tenantId } = conversation;
  return {
    bot: { id: bot.id, name: bot.name },
    ...(channelId === undefined ? {} : { channelId }),
    ...(serviceUrl === undefined ? {} : { serviceUrl }),
    ...(locale === undefined ? {} : { locale }),
    conversation: {
      id: baseConversationId(id),
      name: '',
      conversationType: conversationType ?? '',
      isGroup: isGroup ?? false,
      tenantId: tenantId ?? '',
    },
  };
}

const referenceSchema = z.object({
  bot: z.object({ id: z.string(), name: z.string().catch('') }),
  channelId: z.string(),
  serviceUrl: z.string(),
  conversation: z.object({
    id: z.string(),
    conversationType: z.string().catch(''),
    isGroup: z.boolean().catch(false),
    tenantId: z.string().catch(''),
  }),
});

/** Reads a stored reference and points it at one conversation or thread; `undefined` when it is not one of ours. */
export function readConversationReference(
  stored: unknown,
  conversationId: string,
): Partial<ConversationReference> | undefined {
  const parsed = referenceSchema.safeParse(stored);
  if (!parsed.success) return undefined;
  const { conversation, ...rest } = parsed.data;
  return { ...rest, conversation: { ...conversation, name: '', id: conversationId } };
}
