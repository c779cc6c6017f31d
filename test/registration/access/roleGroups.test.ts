import assert from 'node:assert/strict';
import { createEngine, type Engine } from '../../support/engine.ts';

const name = 'Preflight administrators';

describe('finding: two groups named alike take a role away, a missing one can be created by an attacker', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine();
    await engine.registration.subscribe({
      id: 'c',
      name: 'IT',
      actor: { id: 'x', name: 'Ada' },
      activityId: undefined,
    });
  });
  afterEach(() => engine.close());
  const notices = async () =>
    (await engine.registration.health()).notices.map(({ sentence, remedy }) => `${sentence} ${remedy}`);

  it('the channels are told once, health shows it, and it ends by itself', async () => {
    await engine.run('remediate');
    assert.deepEqual(await notices(), []);
    const { groups } = engine.sandbox.tenant.world();
    const first = [...groups.values()].find(({ displayName }) => displayName === name);
    assert.ok(first);
    const second = { ...first, id: '99999999-0000-4000-8000-000000000000' };
    groups.set(second.id, second);
    await engine.run('remediate');
    await engine.run('remediate');
    const told =
      '2 Entra groups are named Preflight administrators, so nobody has the administrator role through that name. Put the object id of the group that is meant into the policy file (roles.administrator): nobody can take it by creating a group.';
    assert.deepEqual(await notices(), [told]);
    const digests = (await engine.ports.store.query('digests', { limit: 10 })).items;
    assert.deepEqual(
      digests.map(({ notice }) => `${notice?.sentence} ${notice?.remedy}`),
      [told],
    );
    groups.delete(second.id);
    await engine.run('remediate');
    assert.deepEqual(await notices(), []);
  });

  it('a missing one is named, too', async () => {
    const { groups } = engine.sandbox.tenant.world();
    const readers = [...groups.values()].find(({ displayName }) => displayName === 'Preflight readers');
    groups.delete(readers?.id ?? '');
    await engine.run('remediate');
    assert.match(
      (await notices()).join(),
      /^There is no Entra group named Preflight readers, so nobody has the reader role/,
    );
  });
});
