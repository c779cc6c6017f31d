import assert from 'node:assert/strict';
import type { NamingNews } from '../../../src/registration/naming/namingException.ts';
import { DeliveryError } from '../../../src/registration/ports/courier.ts';
import { activity, cardOf, channelActivity, personalChat } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { decided, nestor, sampleNamingView } from '../support/namingSamples.ts';
import { ada, now } from '../support/samples.ts';

const channelId = '19:it-channel@thread.tacv2';

describe('courier of naming exceptions', () => {
  let under: BotUnderTest;
  beforeEach(async () => {
    under = await startBot();
    await under.post(activity(under.connector, { text: 'help' }));
    await under.post(channelActivity(under.connector, 'help'));
    under.connector.sent.length = 0;
  });
  afterEach(() => under.stop());

  const approverCard = (conversationId: string) =>
    ({ conversationId, reader: 'approver', state: 'sent', attempts: 1, activityId: 'c1' }) as const;

  it('posts the card for who decides as a thread of its own, with its title for the notification', async () => {
    const place = { conversationId: channelId, reader: 'approver' } as const;
    assert.equal(await under.bot.courier.postNamingCard(sampleNamingView(), place), 'm1');
    const [sent] = under.connector.sent;
    assert.deepEqual([sent?.method, sent?.conversationId, sent?.activityId], ['POST', channelId, undefined]);
    assert.equal(
      sent?.body['summary'],
      'Ada Lovelace asks to keep device names for 40 Standard devices until 31 March 2027',
    );
    assert.match(cardOf(sent), /approveNaming/);
    assert.doesNotMatch(cardOf(sent), /<at>/);
  });

  it('tells news in the conversation where the thread is gone', async () => {
    under.connector.failNext({ status: 404 });
    const view = sampleNamingView(
      {},
      { state: 'approved', decision: decided('Fine.'), cards: [approverCard(channelId)] },
    );
    await under.bot.courier.postNamingNews(view, 'decided', { conversationId: channelId, reader: 'approver' });
    assert.equal(under.connector.sent.at(-1)?.conversationId, channelId);
  });

  it('edits it in place, for who reads it there', async () => {
    const view = sampleNamingView({}, { state: 'approved', decision: decided('Fine.') });
    await under.bot.courier.updateNamingCard(view, { conversationId: channelId, reader: 'approver' }, 'c1');
    await under.bot.courier.updateNamingCard(view, { conversationId: personalChat, reader: 'requester' }, 'r1');
    const [first, second] = under.connector.sent;
    assert.deepEqual([first?.method, first?.conversationId, first?.activityId], ['PUT', channelId, 'c1']);
    assert.match(cardOf(first), /revokeNaming/);
    assert.deepEqual([second?.method, second?.conversationId, second?.activityId], ['PUT', personalChat, 'r1']);
    assert.doesNotMatch(cardOf(second), /Action\.Execute/);
  });

  it('says news below the card in a channel, and in a chat as a message', async () => {
    const view = sampleNamingView(
      {},
      {
        state: 'approved',
        decision: decided('Fine.'),
        cards: [approverCard(channelId), { ...approverCard(personalChat), reader: 'requester' }],
      },
    );
    await under.bot.courier.postNamingNews(view, 'decided', { conversationId: channelId, reader: 'approver' });
    await under.bot.courier.postNamingNews(view, 'decided', { conversationId: personalChat, reader: 'requester' });
    assert.deepEqual(
      under.connector.sent.map(({ conversationId }) => conversationId),
      [`${channelId};messageid=c1`, personalChat],
    );
    assert.equal(
      under.connector.sent[0]?.body['text'],
      'Nestor Wilke approved the naming exception for 40 Standard devices: Fine\\.',
    );
    assert.equal(under.connector.sent[0]?.body['entities'], undefined);
  });

  it('says news in the thread in which somebody asked', async () => {
    const thread = `${channelId};messageid=7`;
    const view = sampleNamingView(
      {},
      { state: 'denied', decision: decided(), cards: [{ ...approverCard(thread), reader: 'requester' }] },
    );
    await under.bot.courier.postNamingNews(view, 'decided', { conversationId: thread, reader: 'requester' });
    assert.equal(under.connector.sent[0]?.conversationId, thread);
  });

  it('takes a conversation nobody spoke in for gone, and 403 too', async () => {
    const gone = (error: unknown) => error instanceof DeliveryError && error.kind === 'gone';
    const unknown = { conversationId: '19:unknown@thread.tacv2', reader: 'approver' } as const;
    await assert.rejects(under.bot.courier.postNamingCard(sampleNamingView(), unknown), gone);
    await assert.rejects(under.bot.courier.postNamingNews(sampleNamingView(), 'withdrawn', unknown), gone);
    under.connector.failNext({ status: 403, code: 'BotNotInConversationRoster' });
    await assert.rejects(
      under.bot.courier.updateNamingCard(sampleNamingView(), { ...unknown, conversationId: channelId }, 'c1'),
      gone,
    );
  });

  const ended = { by: nestor, at: now, comment: undefined };
  const news: [NamingNews, Parameters<typeof sampleNamingView>[1], string][] = [
    ['request', {}, 'Ada Lovelace asks to keep device names for 40 Standard devices until 31 March 2027.'],
    [
      'decided',
      { state: 'approved', decision: decided() },
      'Nestor Wilke approved the naming exception for 40 Standard devices.',
    ],
    [
      'decided',
      { state: 'denied', decision: decided('Use the *asset* tag') },
      'Nestor Wilke denied the naming exception for 40 Standard devices: Use the *asset* tag.',
    ],
    [
      'withdrawn',
      { state: 'withdrawn', ending: { by: ada, at: now } },
      'Ada Lovelace withdrew the request to keep device names for 40 Standard devices.',
    ],
    [
      'revoked',
      { state: 'revoked', decision: decided(), ending: { ...ended, comment: 'Project over' } },
      'Nestor Wilke revoked the naming exception for 40 Standard devices: Project over. The rename job gives these devices names that follow MMD-%RAND:11% again, at their next restart.',
    ],
    [
      'extended',
      { state: 'approved', decision: decided(), extension: { ...ended, before: '2027-01-31' } },
      'Nestor Wilke extended the naming exception for 40 Standard devices: it ends on 31 March 2027, not on 31 January 2027.',
    ],
    [
      'ending',
      { state: 'approved', decision: decided() },
      'The naming exception for 40 Standard devices ends on 31 March 2027. Ask an approver to extend it, or the devices get new names from then on.',
    ],
    [
      'expired',
      { state: 'expired', decision: decided(), ending: { at: now } },
      'The naming exception for 40 Standard devices has ended. The rename job gives these devices names that follow MMD-%RAND:11% again, at their next restart.',
    ],
    [
      'expired',
      { state: 'expired', ending: { at: now } },
      'Nobody decided about the naming exception for 40 Standard devices until its last day, 31 March 2027. Names stay as the naming convention says.',
    ],
  ];
  for (const [kind, exception, text] of news) {
    it(`says of ${kind}: ${text}`, async () => {
      const place = { conversationId: personalChat, reader: 'requester' } as const;
      await under.bot.courier.postNamingNews(sampleNamingView({}, exception), kind, place);
      const said = String(under.connector.sent[0]?.body['text']);
      assert.equal(said.replaceAll('\\', ''), text);
      assert.equal(said.includes(' *asset'), false);
    });
  }

  it('tells those who may extend an exception to do so', async () => {
    const view = sampleNamingView({}, { state: 'approved', decision: decided() });
    await under.bot.courier.postNamingNews(view, 'ending', { conversationId: channelId, reader: 'approver' });
    assert.equal(
      under.connector.sent[0]?.body['text'],
      'The naming exception for 40 Standard devices ends on 31 March 2027\\. Extend it, or the devices get new names from then on\\.',
    );
  });
});
