import type { TurnContext } from 'botbuilder';
import { connectorClient } from './connectorClient.ts';

/** Asks the connector for one member of a conversation. It takes no message, so it can be asked as often as needed. */
export async function reachConversation(context: TurnContext, conversationId: string): Promise<void> {
  await connectorClient(context).conversations.getConversationPagedMembers(conversationId, { pageSize: 1 });
}
