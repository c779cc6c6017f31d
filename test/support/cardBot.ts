import {
  type Activity,
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationReference,
  MessageFactory,
  TurnContext,
} from 'botbuilder';
import express from 'express';

/**
 * A small bot to prove the chat's driver against: `help` answers with a card, a file with a form, the form with a changed card, `subscribe` in a channel with a
 * text, `ask` with a card on which only Nestor decides, `offer` with a file to accept, `post` with a post of its own there, `die` with the end of the process.
 * `GET /heard` lists the activities it got. Listens on `PORT`.
 */
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
let channel: Partial<ConversationReference> | undefined;
const heard: unknown[] = [];

function card(lines: string[], rest: Record<string, unknown> = {}) {
  const body = lines.map((text) => ({ type: 'TextBlock', text, wrap: true }));
  return CardFactory.adaptiveCard({ type: 'AdaptiveCard', version: '1.5', body, ...rest });
}

const form = (name: string, size: number) =>
  CardFactory.adaptiveCard({
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: `**${name}** has ${size} bytes` },
      { type: 'FactSet', facts: [{ title: 'Size', value: String(size) }] },
      {
        type: 'Input.ChoiceSet',
        id: 'profile',
        label: 'Device profile',
        style: 'expanded',
        isRequired: true,
        errorMessage: 'Choose a profile',
        choices: [
          { title: 'Standard', value: 'standard' },
          { title: 'Power user', value: 'power' },
        ],
      },
      { type: 'Input.Toggle', id: 'shared', title: 'Shared devices' },
    ],
    actions: [
      { type: 'Action.Execute', title: 'Register', verb: 'register', data: { batchId: 'b1' } },
      { type: 'Action.Execute', title: 'Cancel', verb: 'cancel', associatedInputs: 'none' },
      { type: 'Action.Submit', title: 'Note', data: { note: true }, associatedInputs: 'none' },
    ],
  });

/** The card of a request with these buttons, by title and verb. */
const request = (title: string, buttons: Record<string, string>) =>
  card([title], {
    actions: Object.entries(buttons).map(([name, verb]) => ({ type: 'Action.Execute', title: name, verb, data: {} })),
    body: [
      { type: 'TextBlock', text: title },
      { type: 'Input.Text', id: 'comment', label: 'Comment' },
    ],
  });

async function onMessage(context: TurnContext): Promise<void> {
  const activity = context.activity;
  const file = activity.attachments?.find(
    (each) => each.contentType === 'application/vnd.microsoft.teams.file.download.info',
  );
  const text = TurnContext.removeRecipientMention(activity)?.trim() ?? activity.text ?? '';
  if (file !== undefined) {
    const download = await fetch(file.content.downloadUrl);
    await context.sendActivity(
      MessageFactory.attachment(form(file.name ?? '', (await download.arrayBuffer()).byteLength)),
    );
  } else if (activity.value?.note === true) {
    const changed = MessageFactory.attachment(card(['Noted']));
    changed.id = activity.replyToId ?? '';
    await context.updateActivity(changed);
  } else if (text === 'help') {
    await context.sendActivity(MessageFactory.attachment(card(['What I can do', 'Nothing much'])));
  } else if (text === 'subscribe') {
    channel = TurnContext.getConversationReference(activity);
    await context.sendActivity(
      `${activity.from.name} ${activity.from.aadObjectId} subscribed ${activity.channelData.channel.id}`,
    );
  } else if (text === 'ask') {
    await context.sendActivity(
      MessageFactory.attachment(request('Somebody asks', { Approve: 'approveNaming', Deny: 'denyNaming' })),
    );
  } else if (text === 'offer') {
    const contentType = 'application/vnd.microsoft.teams.card.file.consent';
    const content = { description: 'two rows', sizeInBytes: 7, acceptContext: { id: 1 }, declineContext: { id: 2 } };
    await context.sendActivity(MessageFactory.attachment({ contentType, name: 'rows.csv', content }));
  } else if (text === 'post') {
    await postToChannel(activity);
  } else if (text === 'die') {
    process.exit(3);
  } else {
    await context.sendActivity(`You said: ${text}`);
  }
}

async function postToChannel(activity: Activity): Promise<void> {
  const id = channel?.conversation?.id.split(';')[0] ?? '';
  const post = {
    isGroup: true,
    channelData: { channel: { id } },
    activity: MessageFactory.attachment(card(['5 devices are ready'])),
  };
  await adapter.createConversationAsync(
    '',
    'msteams',
    activity.serviceUrl,
    '',
    { ...post, bot: activity.recipient, members: [], tenantId: '', topicName: '' } as never,
    async (later) => {
      await later.sendActivity('a reply in the thread');
    },
  );
}

/** Puts a file of seven bytes where it is told, and closes the question. */
async function onConsent(context: TurnContext): Promise<void> {
  const { replyToId, value } = context.activity;
  if (value.action === 'accept') {
    const headers = { 'content-range': 'bytes 0-6/7' };
    await fetch(value.uploadInfo.uploadUrl, { method: 'PUT', body: 'a,b\r\n1,', headers });
    const { uniqueId, fileType, contentUrl } = value.uploadInfo;
    const contentType = 'application/vnd.microsoft.teams.card.file.info';
    const info = { contentType, contentUrl, name: 'rows.csv', content: { uniqueId, fileType } };
    await context.sendActivity(MessageFactory.attachment(info));
  }
  const closed = MessageFactory.text(`${value.action} ${JSON.stringify(value.context)}`);
  closed.id = replyToId ?? '';
  await context.updateActivity(closed);
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } });
}

async function onInvoke(context: TurnContext): Promise<void> {
  if (context.activity.name === 'fileConsent/invoke') return onConsent(context);
  const { verb, data } = context.activity.value.action;
  if (/Naming$/.test(verb) && context.activity.from.name === 'Nestor Wilke') {
    const buttons: Record<string, string> = verb === 'approveNaming' ? { Revoke: 'revokeNaming' } : {};
    const changed = MessageFactory.attachment(request(`${verb} by Nestor: ${data.comment}`, buttons));
    changed.id = context.activity.replyToId ?? '';
    await context.updateActivity(changed);
    return answerInvoke(context, 'application/vnd.microsoft.card.adaptive', changed.attachments?.[0]?.content);
  }
  const value =
    verb === 'register'
      ? card([`${context.activity.from.name} registered ${JSON.stringify(data)}`]).content
      : 'Cancelled';
  const type =
    verb === 'register' ? 'application/vnd.microsoft.card.adaptive' : 'application/vnd.microsoft.activity.message';
  await answerInvoke(context, type, value);
}

async function answerInvoke(context: TurnContext, type: string, value: unknown): Promise<void> {
  await context.sendActivity({
    type: 'invokeResponse',
    value: { status: 200, body: { statusCode: 200, type, value } },
  });
}

const app = express();
app.use(express.json());
app.get('/readyz', (_request, response) => void response.send('ready'));
app.get('/heard', (_request, response) => void response.json(heard));
app.post('/api/messages', async (request, response) => {
  heard.push(request.body);
  await adapter.process(request, response, async (context) => {
    if (context.activity.type === 'message') await onMessage(context);
    if (context.activity.type === 'invoke') await onInvoke(context);
  });
});
app.listen(Number(process.env['PORT']), '127.0.0.1');
