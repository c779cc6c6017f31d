import type { TurnContext } from 'botbuilder';

type Turn = Pick<TurnContext, 'adapter' | 'turnState'>;
/** The part of the SDK's client for the connector that the bot uses by itself. */
export interface ConnectorClient {
  conversations: {
    createConversation(parameters: object): Promise<{ id?: string; activityId?: string }>;
    getConversationPagedMembers(conversationId: string, options: { pageSize: number }): Promise<unknown>;
  };
}

/** The SDK's client of the turn's conversation, which signs requests and knows where to send them. */
export function connectorClient({ adapter, turnState }: Turn): ConnectorClient {
  const client = turnState.get<ConnectorClient>(adapter.ConnectorClientKey);
  if (client === undefined) throw new Error('the turn has no client for the connector');
  return client;
}
