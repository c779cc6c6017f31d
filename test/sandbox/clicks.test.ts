import assert from 'node:assert/strict';
import { chatPerson, chatWorld } from '../../sandbox/chatWorld.ts';
import { chatClicks } from '../../sandbox/clicks.ts';
import { emptyFeed } from '../../sandbox/playground/feed.ts';
import { conversationIds } from '../../sandbox/playground/world.ts';
import { namingCard } from '../../src/bot/cards/namingCard.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import { decided, sampleNamingView } from '../bot/support/namingSamples.ts';
import { startSandbox, type TestSandbox } from './support.ts';

describe('clicks of people who do not sit at the keyboard', () => {
  let test: TestSandbox;
  let feed = emptyFeed();
  let press: () => Promise<unknown>;
  const nestor = chatPerson('Nestor').objectId;
  beforeEach(async () => {
    feed = emptyFeed();
    press = () => Promise.resolve(undefined);
    const clicks = chatClicks(() => ({ feed, world: chatWorld(), press: () => press() }));
    test = await startSandbox({ clicks });
  });
  afterEach(() => test.close());

  /** The bot posts or edits a message with the card of a naming exception. */
  function shows(
    state: 'requested' | 'approved' | 'denied',
    reader: 'approver' | 'requester',
    actionConversationId: string = conversationIds.channel,
  ): void {
    const view = sampleNamingView({}, { state, ...(state === 'requested' ? {} : { decision: decided() }) });
    const content = namingCard(view, reader, defaultPolicy);
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
    feed.take({ action: 'createMessage', actionConversationId, message: { messageId: 'm1', attachments } });
  }
  const list = async () => Object.values((await test.get('/_sandbox/clicks')).body['cards'] ?? {});
  const titles = async () =>
    (await list()).map(({ buttons }) => Object.values(buttons ?? {}).map(({ title }) => title));

  it('are asked for by the cards of naming exceptions, as long as an approver can do something', async () => {
    assert.deepEqual(await list(), []);
    shows('requested', 'approver');
    const [card] = await list();
    assert.match(String(card?.['title']), /^Ada Lovelace asks to keep/);
    assert.deepEqual([card?.['place'], card?.['presser']], ['the IT operations channel', nestor]);
    assert.deepEqual(await titles(), [['Approve', 'Deny']]);
    shows('approved', 'approver');
    assert.deepEqual(await titles(), [['Extend', 'Revoke']]);
    shows('denied', 'approver');
    assert.deepEqual(await list(), []);
  });

  it('are not asked for where the person at the keyboard is', async () => {
    shows('requested', 'requester');
    assert.deepEqual(await list(), []);
    feed = emptyFeed();
    shows('requested', 'approver', conversationIds.personal);
    assert.deepEqual(await list(), []);
  });

  it('are refused with a sentence where they make no sense, or nobody takes them', async () => {
    shows('requested', 'approver');
    const answer = async (more: Record<string, unknown>) => {
      const { status, body } = await test.post('/_sandbox/clicks', { id: 'm1', verb: 'denyNaming', ...more });
      return [status, body['error']];
    };
    assert.deepEqual(await answer({ id: 'm2' }), [409, 'Nobody is asked on this card any more.']);
    assert.deepEqual(await answer({ verb: 'revokeNaming' }), [409, 'The card does not have this button any more.']);
    assert.deepEqual(await answer({ person: 'x' }), [409, 'Nobody in the chats has the object id x.']);
    assert.deepEqual(await answer({ inputs: { a: 'b' } }), [409, 'The card has nothing to fill in called a.']);
    assert.equal((await answer({ inputs: 'a' }))[0], 400);
    press = () => Promise.reject(new Error('it is away'));
    assert.deepEqual(await answer({}), [502, 'The chat did not take the click: it is away']);
  });

  it('need a chat', async () => {
    const alone = await startSandbox();
    assert.deepEqual((await alone.get('/_sandbox/clicks')).body, { cards: [] });
    const { status, body } = await alone.post('/_sandbox/clicks', { id: 'm1', verb: 'denyNaming' });
    await alone.close();
    assert.deepEqual([status, body['error']], [409, 'The chat is not running. Start everything with npm start.']);
  });
});
