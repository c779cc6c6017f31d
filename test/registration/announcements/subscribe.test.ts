import assert from 'node:assert/strict';
import { audience } from '../../../src/registration/announcements/audience.ts';
import type { ChannelTopic } from '../../../src/registration/announcements/channels.ts';
import { rememberConversation } from '../../../src/registration/announcements/rememberConversation.ts';
import { subscribe, unsubscribe } from '../../../src/registration/announcements/subscribe.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const megan = { id: 'megan', name: 'Megan Bowen' };

describe('channels', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());

  const channel = (about?: ChannelTopic) => ({ id: 'it', name: 'IT', about, actor: megan, activityId: undefined });
  const about = async () => (await world.store.get('channels', 'it'))?.about;
  const hearDigests = async () => (await audience(undefined, world.store)).map(({ conversationId }) => conversationId);

  it('subscribe to digests, to naming exceptions, or to both, each once', async () => {
    assert.equal(await subscribe(channel(), world), 'subscribed');
    assert.equal(await subscribe(channel('digests'), world), 'already');
    assert.equal(await about(), 'digests');
    assert.equal(await subscribe(channel('approvals'), world), 'subscribed');
    assert.equal(await about(), 'both');
    for (const topic of ['digests', 'approvals'] as const)
      assert.equal(await subscribe(channel(topic), world), 'already');
  });

  it('get no digests while they are about naming exceptions only', async () => {
    await subscribe(channel('approvals'), world);
    assert.deepEqual(await hearDigests(), []);
    await subscribe(channel('digests'), world);
    assert.deepEqual(await hearDigests(), ['it']);
  });

  it('keep the one subscription when the other ends', async () => {
    await subscribe(channel('approvals'), world);
    assert.equal(await unsubscribe(channel(), world), 'notSubscribed');
    await subscribe(channel('digests'), world);
    assert.equal(await unsubscribe(channel('digests'), world), 'unsubscribed');
    assert.equal(await about(), 'approvals');
    assert.equal(await unsubscribe(channel('approvals'), world), 'unsubscribed');
    assert.equal(await world.store.get('channels', 'it'), undefined);
  });

  it('that subscribed before there were naming exceptions are about digests', async () => {
    await world.store.create('channels', { id: 'it', name: 'IT', subscribedBy: megan, subscribedAt: 0, threads: {} });
    assert.deepEqual(await hearDigests(), ['it']);
    assert.equal(await subscribe(channel(), world), 'already');
    assert.equal(await subscribe(channel('approvals'), world), 'subscribed');
    assert.equal(await about(), 'both');
  });

  it('that had stopped start again, with what they had', async () => {
    await subscribe(channel('approvals'), world);
    const stored = await world.store.get('channels', 'it');
    assert.ok(stored);
    await world.store.replace('channels', { ...stored, stoppedBecause: 'removed' });
    assert.equal(await subscribe(channel('approvals'), world), 'subscribed');
    const again = await world.store.get('channels', 'it');
    assert.deepEqual([again?.about, again?.stoppedBecause], ['approvals', undefined]);
  });

  it('leave in the audit what they subscribed to', async () => {
    await subscribe(channel('approvals'), world);
    const { items } = await world.store.query('audit', { limit: 10 });
    assert.deepEqual(
      items.map(({ action, subject, detail }) => [action, subject, detail]),
      [['subscribed', 'it', { about: 'approvals' }]],
    );
  });
});

describe('conversations', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());

  const stored = () => world.store.get('conversations', 'chat');

  it('remember whose personal chat they are, and write nothing when nothing changed', async () => {
    await rememberConversation('chat', { a: 1 }, world, 'ada');
    const first = await stored();
    assert.equal(first?.personId, 'ada');
    await rememberConversation('chat', { a: 1 }, world, 'ada');
    assert.equal((await stored())?.version, first?.version);
  });

  it('learn whose they are later, and do not forget it', async () => {
    await rememberConversation('chat', { a: 1 }, world);
    assert.equal((await stored())?.personId, undefined);
    await rememberConversation('chat', { a: 1 }, world, 'ada');
    assert.equal((await stored())?.personId, 'ada');
    await rememberConversation('chat', { a: 2 }, world);
    const after = await stored();
    assert.deepEqual([after?.personId, after?.reference], ['ada', { a: 2 }]);
  });
});
