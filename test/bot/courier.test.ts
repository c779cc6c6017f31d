import assert from 'node:assert/strict';
import type { ChannelSubscription } from '../../src/registration/announcements/channels.ts';
import { DeliveryError } from '../../src/registration/ports/courier.ts';
import { activity, botAccount, cardOf, channelActivity, personalChat } from './support/activities.ts';
import { type BotUnderTest, startBot, tenantId } from './support/botUnderTest.ts';
import { ada, now, sampleDigest, sampleView } from './support/samples.ts';

const channelId = '19:it-channel@thread.tacv2';
const channel: ChannelSubscription = {
  id: channelId,
  version: 1,
  name: 'Rollout',
  subscribedBy: ada,
  subscribedAt: now,
  threads: {},
};

describe('courier', () => {
  let under: BotUnderTest;
  beforeEach(async () => {
    under = await startBot({ connectorTimeoutMs: 1_000 });
    await under.post(activity(under.connector, { text: 'help' }));
    await under.post(channelActivity(under.connector, 'help'));
    under.connector.sent.length = 0;
  });
  afterEach(() => under.stop());

  const view = () => sampleView({}, { card: { conversationId: personalChat, activityId: 'm7' } });
  const deliveryError = (kind: DeliveryError['kind'], retryAfter?: number) => (error: unknown) =>
    error instanceof DeliveryError && error.kind === kind && error.retryAfter === retryAfter;

  it('edits the card of a batch in place', async () => {
    await under.bot.courier.updateBatchCard(view());
    const [sent] = under.connector.sent;
    assert.deepEqual([sent?.method, sent?.conversationId, sent?.activityId], ['PUT', personalChat, 'm7']);
    assert.match(cardOf(sent), /14 of 21 devices are ready for user/);
    assert.equal(sent?.body['summary'], '14 of 21 devices are ready for user');
  });

  it('edits a card under a post in a channel', async () => {
    const conversationId = `${channelId};messageid=1`;
    await under.bot.courier.updateBatchCard(sampleView({}, { card: { conversationId, activityId: 'm7' } }));
    assert.equal(under.connector.sent[0]?.conversationId, conversationId);
  });

  it('has nothing to edit for a batch that was never shown', async () => {
    await under.bot.courier.updateBatchCard(sampleView());
    assert.equal(under.connector.requests(), 2);
  });

  it('starts a thread in a channel with the first digest, and goes on under it', async () => {
    const { courier } = under.bot;
    const first = await courier.postDigest(sampleDigest('ready', 14), view(), {
      conversationId: channelId,
      channel,
      threadActivityId: undefined,
    });
    assert.deepEqual(first, { activityId: 'm1', startedThread: true });
    assert.deepEqual(
      [under.connector.sent[0]?.conversationId, under.connector.sent[0]?.activityId],
      [channelId, undefined],
    );
    const second = await courier.postDigest(sampleDigest('active', 6), view(), {
      conversationId: channelId,
      channel,
      threadActivityId: 'm1',
    });
    const thread = `${channelId};messageid=m1`;
    assert.deepEqual(second, { activityId: 'm2', startedThread: false, postedIn: thread });
    assert.equal(under.connector.sent[1]?.conversationId, thread);
  });

  it('draws a digest anew where it is, in a thread of a channel too', async () => {
    const lines = sampleDigest('ready', 3).devices;
    const digest = sampleDigest('ready', 3, {
      devices: lines.map((line, index) => ({ ...line, now: index === 0 ? 'withdrawn' : 'waiting' })),
    });
    for (const conversationId of [`${channelId};messageid=m1`, channelId, personalChat]) {
      const inChannel = conversationId !== personalChat;
      await under.bot.courier.updateDigestCard(digest, view(), {
        conversationId,
        activityId: 'm2',
        inChannel,
        asOf: now + 60_000,
      });
      const sent = under.connector.sent.at(-1);
      assert.deepEqual([sent?.method, sent?.conversationId, sent?.activityId], ['PUT', conversationId, 'm2']);
      const text = cardOf(sent);
      assert.match(text, /3 devices became ready for user: 2 to be shipped, 1 no longer ready/);
      assert.match(text, /Do not ship 5CG1000\. Ship 5CG1001 and 5CG1002 to their users\./);
      assert.match(text, /Mark 2 as shipped.*"digestId":"digest-ready"/);
      const asOf = new Date(now + 60_000).toISOString().slice(0, 16);
      assert.match(text, new RegExp(`as of [^"]*${asOf}`));
    }
  });

  it('posts to a personal chat without threads', async () => {
    const where = { conversationId: personalChat, channel: undefined, threadActivityId: undefined };
    assert.deepEqual(await under.bot.courier.postDigest(sampleDigest('failed', 1), view(), where), {
      activityId: 'm1',
      startedThread: false,
    });
    assert.equal(under.connector.sent[0]?.conversationId, personalChat);
  });

  const postWhere = { conversationId: personalChat, channel: undefined, threadActivityId: undefined };
  const post = () => under.bot.courier.postDigest(sampleDigest('ready', 1), view(), postWhere);
  const edit = () => under.bot.courier.updateBatchCard(view());
  const inChannel = (threadActivityId?: string) =>
    under.bot.courier.postDigest(sampleDigest('ready', 1), view(), {
      conversationId: channelId,
      channel,
      threadActivityId,
    });
  const reply = () => inChannel('m1');
  const start = () => inChannel();

  const meanings: [number, string, DeliveryError['kind'], DeliveryError['kind'], DeliveryError['kind']][] = [
    // Status, word, and what it means for a post, an answer in a thread and an edit.
    [403, 'BotDisabledByAdmin', 'gone', 'gone', 'gone'],
    [403, 'ConversationBlockedByUser', 'gone', 'gone', 'gone'],
    [403, 'BotNotInConversationRoster', 'gone', 'gone', 'gone'],
    [403, 'MessageWritesBlocked', 'gone', 'gone', 'gone'],
    [403, 'Unknown', 'gone', 'missing', 'missing'],
    [404, 'ConversationNotFound', 'gone', 'missing', 'gone'],
    [404, 'ActivityNotFoundInConversation', 'gone', 'missing', 'missing'],
    [401, 'BotNotRegistered', 'later', 'later', 'later'],
    [412, 'PreconditionFailed', 'later', 'later', 'later'],
    [429, 'Throttled', 'later', 'later', 'later'],
    [503, 'ServiceUnavailable', 'later', 'later', 'later'],
    [500, 'ServiceError', 'unknown', 'unknown', 'unknown'],
    [502, 'BadGateway', 'unknown', 'unknown', 'unknown'],
    [504, 'GatewayTimeout', 'unknown', 'unknown', 'unknown'],
  ];
  for (const [status, code, ...kinds] of meanings) {
    it(`takes ${status} ${code} for what it is, and sends one request for each attempt`, async () => {
      for (const [index, act] of [post, reply, edit].entries()) {
        const before = under.connector.requests();
        under.connector.failNext({ status, code });
        await assert.rejects(act(), (error) => {
          assert.ok(error instanceof DeliveryError);
          assert.deepEqual([error.kind, error.code], [kinds[index], code]);
          return true;
        });
        assert.equal(under.connector.requests(), before + 1);
      }
      assert.equal(under.connector.sent.length, 0);
    });
  }

  it('takes a connector that nobody can connect to for one that took nothing', async () => {
    await under.connector.close();
    // Only with the first request does the bot learn that its open connection has gone.
    await assert.rejects(post());
    for (const act of [post, reply, edit]) await assert.rejects(act(), deliveryError('later'));
  });

  it('starts a thread the documented way: a conversation with the id of the channel', async () => {
    const { activityId } = await start();
    assert.equal(activityId, 'm1');
    const [body] = under.connector.created;
    assert.deepEqual(
      [body?.['isGroup'], body?.['channelData']],
      [true, { channel: { id: channelId }, tenant: { id: tenantId } }],
    );
    assert.deepEqual(
      [body?.['tenantId'], JSON.stringify(body?.['bot'])],
      [tenantId, JSON.stringify({ id: botAccount, name: 'Preflight' })],
    );
    assert.equal(under.connector.requests(), 3);
    assert.match(JSON.stringify(under.log.lines), /create conversation/);
  });

  for (const status of [400, 404, 405, 501]) {
    it(`posts to the bare channel where a conversation cannot be created (${status}), and says so`, async () => {
      under.connector.failNext({ status });
      assert.deepEqual(await start(), { activityId: 'm1', startedThread: true });
      assert.equal(under.connector.sent[0]?.conversationId, channelId);
      assert.match(JSON.stringify(under.log.lines), /post to the channel/);
    });
  }

  it('does not post to the bare channel what may have started a thread already', async () => {
    under.connector.failNext({ status: 502 });
    await assert.rejects(start(), deliveryError('unknown'));
    assert.equal(under.connector.sent.length, 0);
  });

  it('says in fewer words what is too large (413), and in the end the title alone', async () => {
    under.connector.failNext({ status: 413, code: 'MessageSizeTooBig' }, { status: 413, code: 'MessageSizeTooBig' });
    await post();
    const [sent] = under.connector.sent;
    assert.equal(sent?.body['text'], '1 device is ready for user');
    under.connector.failNext({ status: 413 });
    await edit();
    assert.match(cardOf(under.connector.sent[1]), /too large for Teams/);
    assert.match(JSON.stringify(under.log.lines), /fewer words/);
  });

  it('takes a conversation that refuses even the title for one that takes no messages', async () => {
    under.connector.failNext({ status: 413 }, { status: 413 }, { status: 413 });
    await assert.rejects(post(), deliveryError('gone'));
    under.connector.failNext({ status: 400 }, { status: 400 }, { status: 400 });
    await assert.rejects(edit(), deliveryError('missing'));
  });

  it('passes on how long to wait', async () => {
    under.connector.failNext({ status: 429, headers: { 'retry-after': '7' } });
    await assert.rejects(under.bot.courier.updateBatchCard(view()), deliveryError('later', 7_000));
  });

  it('gives up on a connector that does not answer', async () => {
    under.connector.hangNext();
    await assert.rejects(under.bot.courier.updateBatchCard(view()), deliveryError('unknown'));
  });

  it('cannot speak where it was never spoken to', async () => {
    const where = { conversationId: '19:unknown@thread.tacv2', channel, threadActivityId: undefined };
    await assert.rejects(
      under.bot.courier.postDigest(sampleDigest('ready', 1), undefined, where),
      deliveryError('gone'),
    );
  });

  it('apologises to nobody', async () => {
    under.connector.failNext({ status: 500 });
    await assert.rejects(under.bot.courier.updateBatchCard(view()));
    assert.equal(under.connector.sent.length, 0);
  });
});
