import assert from 'node:assert/strict';
import { compare } from '../../../src/registration/discovery/compare.ts';
import { pass } from '../../../src/registration/lifecycle/pass.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const hour = 3_600_000;

describe('the clock going ahead and coming back', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  for (const ahead of [21 * 24 * hour, hour]) {
    it(`leaves no registration behind (${ahead / hour} hours)`, async () => {
      engine = await createEngine({ throttling: false });
      await engine.register(2);
      await engine.turn();
      const { clock } = engine.ports;
      await pass({ ...engine.ports, clock: { ...clock, now: () => clock.now() + ahead } }, engine.policy);
      const lost = await engine.devices();
      assert.ok(lost.every(({ dueAt = 0 }) => dueAt > clock.now() + ahead - hour));
      assert.equal((await compare(engine.ports, engine.policy)).due, 2);
      const healed = await engine.devices();
      assert.ok(
        healed.every(({ stepSince, importRequestedAt = 0 }) => Math.max(stepSince, importRequestedAt) <= clock.now()),
      );
      await engine.until(({ status }) => status === 'ready');
      assert.equal((await compare(engine.ports, engine.policy)).due, 0);
    });
  }

  it('keeps no announcement, digest or card waiting', async () => {
    engine = await createEngine({ throttling: false });
    const { batchId } = await engine.register(1);
    await engine.until(({ status }) => status === 'ready');
    const { store, clock } = engine.ports;
    const later = clock.now() + 21 * 24 * hour;
    const told = engine.ports.courier.digests.length;
    const [device] = await engine.devices();
    const batch = await store.get('batches', batchId);
    assert.ok(device && batch);
    const announcement = { id: 'late', kind: 'attention', at: later } as const;
    await store.replace('devices', { ...device, announcements: [announcement], announcedAt: later });
    await store.replace('batches', { ...batch, cardDueAt: later });
    const digest = {
      id: 'late',
      kind: 'ready',
      batchId,
      createdAt: later,
      devices: [],
      deliveries: [],
      dueAt: later,
    } as const;
    await store.create('digests', { ...digest, devices: [], deliveries: [], state: 'open' });
    await compare(engine.ports, engine.policy);
    assert.ok(((await store.get('digests', 'late'))?.dueAt ?? later) <= clock.now());
    assert.ok(((await store.get('batches', batchId))?.cardDueAt ?? later) <= clock.now());
    engine.sandbox.clock.advance(2 * 60_000);
    await engine.turn();
    assert.ok(engine.ports.courier.digests.length > told);
    assert.deepEqual((await engine.devices())[0]?.announcements, []);
  });

  it('changes nothing about a device in use that rests for days', async () => {
    engine = await createEngine({ throttling: false, signInAfter: 60_000 });
    await engine.register(1);
    await engine.until(({ status }) => status === 'active');
    const before = await engine.devices();
    assert.ok((before[0]?.dueAt ?? 0) > engine.ports.clock.now() + 6 * 24 * hour);
    assert.equal((await compare(engine.ports, engine.policy)).due, 0);
    assert.deepEqual(await engine.devices(), before);
  });
});
