import type { BotUnderTest } from './botUnderTest.ts';
import { tenantId } from './botUnderTest.ts';
import { ada } from './samples.ts';

export const personalChat = 'a:personal-chat-of-ada';
export const channelThread = '19:it-channel@thread.tacv2;messageid=1700000000000';
export const botAccount = '28:99990000-0000-4000-8000-000000000000';

interface Who {
  id: string;
  name: string;
}

let messages = 0;

/** No two messages of a conversation have one id; that of others does not matter. */
function idFor({ type = 'message' }: Record<string, unknown>): string {
  if (type !== 'message') return 'incoming-1';
  messages += 1;
  return `incoming-${messages}`;
}

/** What Teams posts for one activity, as far as anybody looks at it. */
export function activity(
  connector: { origin: string },
  over: Record<string, unknown> = {},
  from: Who = ada,
): Record<string, unknown> {
  return {
    type: 'message',
    id: idFor(over),
    timestamp: '2026-11-23T10:48:00.000Z',
    channelId: 'msteams',
    serviceUrl: `${connector.origin}/`,
    from: { id: `29:${from.id}`, name: from.name, aadObjectId: from.id },
    recipient: { id: botAccount, name: 'Preflight' },
    conversation: { conversationType: 'personal', id: personalChat, tenantId },
    channelData: { tenant: { id: tenantId } },
    locale: 'en-GB',
    localTimezone: 'Europe/Berlin',
    ...over,
  };
}

/** In a channel, under a post, with the mention Teams puts before the text. */
export function channelActivity(
  connector: { origin: string },
  text: string,
  over: Record<string, unknown> = {},
  from: Who = ada,
) {
  return activity(
    connector,
    {
      text: `<at>Preflight</at> ${text}`,
      entities: [{ type: 'mention', text: '<at>Preflight</at>', mentioned: { id: botAccount, name: 'Preflight' } }],
      attachments: [{ contentType: 'text/html', content: `<p><at>Preflight</at> ${text}</p>` }],
      conversation: { conversationType: 'channel', isGroup: true, id: channelThread, tenantId },
      channelData: {
        tenant: { id: tenantId },
        team: { id: '19:team@thread.tacv2' },
        channel: { id: '19:it-channel@thread.tacv2' },
      },
      ...over,
    },
    from,
  );
}

/** A message with a file, as Teams sends it to a personal chat. */
export function fileActivity(connector: { origin: string }, files: { name: string; url: string }[], from: Who = ada) {
  return activity(
    connector,
    {
      attachments: [
        ...files.map(({ name, url }) => ({
          contentType: 'application/vnd.microsoft.teams.file.download.info',
          contentUrl: 'https://contoso.sharepoint.com/personal/ada/x',
          name,
          content: { downloadUrl: url, uniqueId: 'u', fileType: name.split('.').at(-1) },
        })),
        { contentType: 'text/html', content: '<p>here</p>' },
      ],
    },
    from,
  );
}

/** A press of an `Action.Execute` button. */
export function execute(
  connector: { origin: string },
  verb: string,
  data: Record<string, unknown>,
  from: Who = ada,
  replyToId = 'm1',
) {
  return activity(
    connector,
    {
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId,
      value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
    },
    from,
  );
}

/** The card of a recorded message. */
export function cardOf(sent: { body: Record<string, unknown> } | undefined): string {
  const attachments = sent?.body['attachments'];
  const [first] = Array.isArray(attachments) ? attachments : [];
  return JSON.stringify((first as { content?: unknown } | undefined)?.content ?? null);
}

/** The text of the bot's latest message, card or not. */
export function latest({ connector }: BotUnderTest): string {
  const sent = connector.sent.at(-1);
  return typeof sent?.body['text'] === 'string' ? sent.body['text'] : cardOf(sent);
}
