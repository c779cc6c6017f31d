import assert from 'node:assert/strict';
import { endExceptions } from '../../../src/registration/naming/endExceptions.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { buildException } from '../../support/buildException.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const day = 24 * 3_600_000;

describe('the end of naming exceptions', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());

  const at = (now: number) => endExceptions({ ...world, clock: { ...world.clock, now: () => now } });
  const states = async () =>
    (await world.store.query('namingExceptions', { limit: 10 })).items.map(({ id, state }) => `${id} ${state}`);

  it('is taken back when the clock that brought it is put right, and comes when it is time', async () => {
    const by = { id: 'nestor', name: 'Nestor Wilke' };
    const times = { until: 30 * day, dueAt: 30 * day, remindedAt: 23 * day };
    const decision = { by, at: 1 };
    await world.store.create('namingExceptions', buildException({ id: 'a', state: 'approved', decision, ...times }));
    await world.store.create('namingExceptions', buildException({ id: 'b', state: 'requested', ...times }));
    await world.store.create(
      'namingExceptions',
      buildException({ id: 'c', state: 'revoked', decision, until: 30 * day }),
    );
    assert.deepEqual(await at(25 * day), { changed: 0 });
    assert.deepEqual(await at(400 * day), { changed: 2 });
    assert.deepEqual(await states(), ['a expired', 'b expired', 'c revoked']);
    assert.deepEqual(await at(26 * day), { changed: 2 });
    assert.deepEqual(await states(), ['a approved', 'b requested', 'c revoked']);
    assert.deepEqual(await at(27 * day), { changed: 0 });
    assert.deepEqual(await at(30 * day), { changed: 2 });
    assert.deepEqual(await at(31 * day), { changed: 0 });
    assert.deepEqual(await states(), ['a expired', 'b expired', 'c revoked']);
    const entries = await Array.fromAsync(everyRecord(world.store, 'audit', { equals: { subject: 'a' } }));
    assert.deepEqual(
      entries.map(({ actor, action, detail }) => [actor, action, detail]),
      ['endedNamingException', 'reopenedNamingException', 'endedNamingException'].map((action) => [
        { id: 'preflight', name: 'Preflight' },
        action,
        { state: action.startsWith('ended') ? 'expired' : 'approved', lastDay: '1970-01-30' },
      ]),
    );
  });
});
