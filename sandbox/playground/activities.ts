import { randomUUID } from 'node:crypto';
import {
  botAccountId,
  conversationIds,
  type PlaygroundPerson,
  type PlaygroundWorld,
  personAccountId,
} from './world.ts';

/**
 * Activities built here and handed to Playground's "custom activity", for what its own interface cannot send: a file, and words of somebody
 * other than the person at the keyboard. Their fields are those Playground 0.2.28 itself sends in the `msteams` channel:
 *
 * - `from`: `{id, name, aadObjectId}`, of the configuration; `id` is not the Entra object id
 * - `recipient`: the bot's `{id, name}`; `serviceUrl`: `http://localhost:<port>/_connector`; `channelId`: `msteams`
 * - `conversation`: `{id, tenantId, conversationType: personal | groupChat | channel, isGroup}`; `isGroup` is absent in the personal chat;
 *   in a channel `id` is `<channel id>;messageid=<id of the first message of the thread>`
 * - `channelData`: `{tenant: {id}}`, in a channel also `team: {id}`, `channel: {id}`, `teamsTeamId`, `teamsChannelId`; no names
 * - `entities`: a `clientInfo` and one `mention` per mention, `text` holding `<at>…</at>` as typed; `locale`, `localTimestamp`, `localTimezone`
 * - an `adaptiveCard/action` invoke has `value: {action: {type, id, verb, data}, trigger}`, `replyToId` and `channelData.source.name = message`
 * - opening a conversation sends `installationUpdate` (`action: add`) and `conversationUpdate` with the bot in `membersAdded`;
 *   a page reload sends them again
 */
export interface CustomActivityContext {
  world: PlaygroundWorld;
  /** Playground's connector, where the bot answers. */
  serviceUrl: string;
}

/** A message activity of one person in one conversation, as Teams sends it. */
export function messageActivity(
  context: CustomActivityContext,
  message: {
    from: PlaygroundPerson;
    conversationId: string;
    text: string;
    mentionsBot: boolean;
    attachments?: unknown[];
  },
): Record<string, unknown> {
  const { world } = context;
  const mention = {
    type: 'mention',
    mentioned: { id: botAccountId(world.bot), name: world.bot.name },
    text: mentionText(world),
  };
  return {
    ...envelope(context, message),
    type: 'message',
    text: message.mentionsBot ? `${mentionText(world)} ${message.text}` : message.text,
    textFormat: 'plain',
    attachments: message.attachments ?? [],
    entities: [
      ...(message.mentionsBot ? [mention] : []),
      { type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web' },
    ],
  };
}

/**
 * An invoke of one person about one message, as Teams sends it when somebody accepts or declines a file. See
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#invoke-activity-when-the-user-accepts-the-file.
 */
export function invokeActivity(
  context: CustomActivityContext,
  invoke: { from: PlaygroundPerson; conversationId: string; replyToId: string; name: string; value: unknown },
): Record<string, unknown> {
  const { name, value, replyToId } = invoke;
  return { ...envelope(context, invoke), type: 'invoke', name, value, replyToId };
}

/** What all activities of a person have in common. */
function envelope(
  { world, serviceUrl }: CustomActivityContext,
  { from, conversationId }: { from: PlaygroundPerson; conversationId: string },
): Record<string, unknown> {
  const now = new Date().toISOString();
  return {
    id: randomUUID(),
    timestamp: now,
    localTimestamp: now,
    channelId: 'msteams',
    serviceUrl,
    from: { id: personAccountId(from), name: from.name, aadObjectId: from.objectId },
    recipient: { id: botAccountId(world.bot), name: world.bot.name },
    ...place(world, conversationId),
    locale: 'en-US',
  };
}

/**
 * The attachments of a message by which Teams hands a bot a file: where to download it, and a piece of HTML that stands for the text. See "Send and receive files
 * through bots", https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4.
 */
export function fileAttachments(file: { name: string; downloadUrl: string }): unknown[] {
  const extension = /\.([^.]+)$/.exec(file.name)?.[1] ?? '';
  return [
    {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      contentUrl: file.downloadUrl,
      name: file.name,
      content: { downloadUrl: file.downloadUrl, uniqueId: randomUUID(), fileType: extension.toLowerCase() },
    },
    { contentType: 'text/html', content: '<div></div>' },
  ];
}

/** How a mention of the bot is written in a text. */
export function mentionText(world: PlaygroundWorld): string {
  return `<at>${world.bot.name}</at>`;
}

function place(world: PlaygroundWorld, conversationId: string) {
  const top = conversationId.split(';')[0] ?? conversationId;
  const tenant = { id: world.tenantId };
  if (top === conversationIds.personal) {
    return {
      conversation: { id: conversationId, conversationType: 'personal', tenantId: world.tenantId },
      channelData: { tenant },
    };
  }
  const conversationType = top === conversationIds.group ? 'groupChat' : 'channel';
  const conversation = { id: conversationId, conversationType, isGroup: true, tenantId: world.tenantId };
  if (conversationType === 'groupChat') return { conversation, channelData: { tenant } };
  const team = { id: conversationIds.general };
  const channel = { id: top };
  return { conversation, channelData: { tenant, team, channel, teamsTeamId: team.id, teamsChannelId: channel.id } };
}
