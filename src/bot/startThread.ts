import type { Activity, TurnContext } from 'botbuilder';
import { ConnectorError } from './adapter/connectorError.ts';
import { connectorClient } from './connectorClient.ts';
import type { BotOptions } from './options.ts';

/** Statuses that say this way is not known here, and that certainly posted nothing. */
const notThisWay: ReadonlySet<number> = new Set([400, 404, 405, 501]);

/**
 * Starts a thread in a channel; resolves with the activity id of its first post. The documented way is to create a conversation with the
 * channel's id (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations). Where the
 * connector does not know it, a post to the bare id of the channel does the same; the log says which one worked.
 */
export async function startThread(
  context: TurnContext,
  channelId: string,
  message: Partial<Activity>,
  log: BotOptions['log'],
): Promise<string> {
  const { recipient: bot, conversation } = context.activity;
  const { tenantId } = conversation;
  const hasTenant = tenantId !== undefined && tenantId !== '';
  try {
    const { activityId, id } = await connectorClient(context).conversations.createConversation({
      isGroup: true,
      bot: { id: bot.id, name: bot.name },
      channelData: { channel: { id: channelId }, ...(hasTenant ? { tenant: { id: tenantId } } : {}) },
      ...(hasTenant ? { tenantId } : {}),
      activity: message,
    });
    log.info({ way: 'create conversation' }, 'a thread was started in a channel');
    return activityId ?? id?.split(';messageid=')[1] ?? '';
  } catch (error) {
    if (!(error instanceof ConnectorError) || !notThisWay.has(error.status)) throw error;
    const activityId = await postMessage(context, message);
    log.warn(
      { way: 'post to the channel', refusal: error.message },
      'a thread was started in a channel; creating a conversation, the documented way, was refused',
    );
    return activityId;
  }
}

/** Posts in the conversation of a turn that continues it. */
export async function postMessage(context: TurnContext, message: Partial<Activity>): Promise<string> {
  // The SDK gives the turn that continues a conversation an id of its own invention, and would send every message as a reply to it.
  delete context.activity.id;
  const sent = await context.sendActivity(message);
  return sent?.id ?? '';
}
