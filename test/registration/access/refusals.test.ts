import assert from 'node:assert/strict';
import { auditRefusals } from '../../../src/registration/access/auditRefusals.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { forgetCards, isCardKnown, rememberCard } from '../../../src/registration/shownCards/keepCards.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const ada = { id: '11111111-1111-4111-8111-111111111111', name: 'Ada Lovelace' };
const hour = 3_600_000;

describe('finding: refusals and exports leave no audit entry', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());
  const entries = () => Array.fromAsync(everyRecord(world.store, 'audit', {}));

  it('a refusal is an entry, and a flood of one kind is one an hour with a count', async () => {
    let refused = auditRefusals(world);
    const refusal = { actor: ada, asked: 'remove', because: 'roleMissing', needs: 'administrator', activityId: 'a1' };
    for (let index = 0; index < 1_000; index += 1) await refused(refusal);
    const [entry, ...others] = await entries();
    assert.equal(others.length, 0);
    assert.deepEqual(
      [entry?.action, entry?.subject, entry?.actor, entry?.activityId],
      ['wasRefused', 'remove', ada, 'a1'],
    );
    assert.equal(entry?.detail['atLeast'], 512);
    // Ten of the thousand were written.
    assert.equal(entry?.version, 10);
    // After a restart it goes on from what is stored.
    refused = auditRefusals(world);
    for (let index = 0; index < 600; index += 1)
      await refused({ ...refusal, actor: { ...ada, id: ada.id.toUpperCase() } });
    assert.deepEqual(
      (await entries()).map(({ detail }) => detail['atLeast']),
      [1_024],
    );
    await refused({ ...refusal, asked: 'move' });
    await refused({ ...refusal, because: 'guest' });
    await world.clock.advance(hour);
    await refused(refusal);
    assert.equal((await entries()).length, 4);
  });
});

describe('messages that may be edited', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());
  const place = { conversationId: 'chat', activityId: 'm1' };

  it('are known by conversation, message and what they are about, and forgotten after thirty days', async () => {
    await rememberCard({ ...place, about: 'move:1' }, world);
    const isKnown = (over: object) => isCardKnown({ ...place, about: 'move:1', ...over }, world.store);
    assert.equal(await isKnown({}), true);
    assert.equal(await isKnown({ about: 'move:' }), true);
    for (const other of [
      { about: 'move:2' },
      { about: 'move' },
      { about: '' },
      { about: ':' },
      { conversationId: 'x' },
      { activityId: 'm2' },
    ])
      assert.equal(await isKnown(other), false, JSON.stringify(other));
    await rememberCard({ ...place, about: 'answered' }, world);
    assert.equal(await isKnown({}), false);
    await world.clock.advance(29 * 24 * hour);
    await forgetCards(world);
    assert.equal(await isKnown({ about: 'answered' }), true);
    await world.clock.advance(2 * 24 * hour);
    await forgetCards(world);
    assert.equal(await isKnown({ about: 'answered' }), false);
  });
});
