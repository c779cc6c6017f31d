import assert from 'node:assert/strict';
import type { ChannelSubscription } from '../../src/registration/announcements/channels.ts';
import { DeliveryError } from '../../src/registration/ports/courier.ts';
import { activity, cardOf, channelActivity, personalChat } from './support/activities.ts';
import { type BotUnderTest, startBot } from './support/botUnderTest.ts';
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
    under = await startBot({ connectorTimeoutMs: 200 });
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
    assert.deepEqual(second, { activityId: 'm2', startedThread: false });
    assert.equal(under.connector.sent[1]?.conversationId, `${channelId};messageid=m1`);
  });

  it('posts to a personal chat without threads', async () => {
    const where = { conversationId: personalChat, channel: undefined, threadActivityId: undefined };
    assert.deepEqual(await under.bot.courier.postDigest(sampleDigest('failed', 1), view(), where), {
      activityId: 'm1',
      startedThread: false,
    });
    assert.equal(under.connector.sent[0]?.conversationId, personalChat);
  });

  for (const status of [403, 404]) {
    it(`takes ${status} for a conversation that is gone`, async () => {
      under.connector.failNext({ status });
      await assert.rejects(under.bot.courier.updateBatchCard(view()), deliveryError('gone'));
    });
  }
  for (const status of [400, 401, 412, 429, 500, 502, 503, 504]) {
    it(`takes ${status} for something that may pass, and asks once only`, async () => {
      under.connector.failNext({ status });
      await assert.rejects(under.bot.courier.updateBatchCard(view()), deliveryError('later'));
      assert.equal(under.connector.requests(), 3);
    });
  }

  it('passes on how long to wait', async () => {
    under.connector.failNext({ status: 429, headers: { 'retry-after': '7' } });
    await assert.rejects(under.bot.courier.updateBatchCard(view()), deliveryError('later', 7_000));
  });

  it('gives up on a connector that does not answer', async () => {
    under.connector.hangNext();
    await assert.rejects(under.bot.courier.updateBatchCard(view()), deliveryError('later'));
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
