import assert from 'node:assert/strict';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { pass } from '../../../src/registration/lifecycle/pass.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const isReady = ({ status }: Device) => status === 'ready';
const isActive = ({ status }: Device) => status === 'active';

describe('registration against the sandbox tenant', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  it('writes nothing when it looks twice at a world that did not change, wherever devices are', async () => {
    engine = await createEngine();
    const versions = async () => (await engine.devices()).map(({ id, version }) => [id, version]);
    await engine.register(4);
    for (const step of ['importing', 'imported', 'linked', 'grouped'] as const) {
      await engine.until((device) => device.step === step, 2 * 3_600_000).catch(() => undefined);
      await engine.turn();
      const before = await versions();
      await engine.turn();
      await pass(engine.ports, engine.policy);
      assert.deepEqual(await versions(), before, step);
    }
    await engine.until(isReady);
    const before = await versions();
    await pass(engine.ports, engine.policy);
    assert.deepEqual(await versions(), before);
  });

  it('takes devices from a CSV to Ready for user and Active, and says each once', async () => {
    engine = await createEngine();
    await subscribe(
      { id: 'channel', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined },
      engine.ports,
    );
    const { batchId, serialNumbers } = await engine.register(5);
    const ready = await engine.until(isReady);
    assert.equal(ready.length, 5);
    for (const serialNumber of serialNumbers) {
      engine.sandbox.tenant.unbox(serialNumber);
      engine.sandbox.tenant.signIn(serialNumber);
    }
    const active = await engine.until(isActive);
    assert.ok(active.every(({ deviceName, userPrincipalName }) => deviceName?.startsWith('MMD-') && userPrincipalName));
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    for (const conversationId of ['chat', 'channel']) {
      for (const kind of ['ready', 'active']) {
        const told = engine.ports.courier.digests.filter(
          (sent) => sent.conversationId === conversationId && sent.digest.kind === kind,
        );
        const devices = told.flatMap(({ digest }) => digest.devices.map(({ serialNumber }) => serialNumber));
        assert.deepEqual(devices.sort(), serialNumbers, `${kind} in ${conversationId}`);
      }
    }
    assert.ok((await engine.devices()).every(({ announcements }) => announcements.length === 0));
    const last = engine.ports.courier.cards.at(-1);
    assert.equal(last?.reached.active, 5);
    assert.equal(last?.batch.id, batchId);
    assert.equal((await engine.ports.store.get('batches', batchId))?.state, 'open', 'nobody has confirmed them yet');
  });

  it('keeps the hardware hash no longer than it is needed, and removes its staging records', async () => {
    engine = await createEngine();
    await engine.register(3);
    await engine.until(isReady);
    assert.equal(await engine.ports.store.count('hashes', {}), 0);
    assert.equal(await engine.ports.store.count('batchRows', {}), 0);
    assert.equal(engine.sandbox.tenant.world().imports.size, 0);
  });

  it('puts shared devices into Shared Device Mode and waits for the shared Autopilot profile', async () => {
    engine = await createEngine();
    await engine.register(2, { sharedMode: true });
    const ready = await engine.until(isReady);
    assert.ok(ready.every(({ assignedProfile }) => assignedProfile === 'Modern Workplace Autopilot Profile Shared'));
    const shared = [...engine.sandbox.tenant.world().groups.values()].find(({ displayName }) =>
      displayName.endsWith('Shared Device Mode'),
    );
    assert.equal(shared?.members.size, 2);
  });

  it('carries on with devices that are registered here already', async () => {
    engine = await createEngine();
    engine.sandbox.tenant.partnerUpload([
      {
        serialNumber: 'TEST0000',
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5450',
        groupTag: 'Microsoft365Managed_Standard',
      },
      { serialNumber: 'TEST0001', manufacturer: 'Dell Inc.', model: 'Latitude 5450', groupTag: '' },
      {
        serialNumber: 'TEST0002',
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5450',
        groupTag: 'Microsoft365Managed_PowerUser',
      },
    ]);
    engine.sandbox.clock.advance(3_600_000);
    await engine.register(4);
    const settled = await engine.until(({ status }) => status === 'ready' || status === 'failed', 24 * 3_600_000);
    const outcome = Object.fromEntries(
      settled.map(({ serialNumber, status, problem }) => [serialNumber, problem?.code ?? status]),
    );
    assert.deepEqual(outcome, {
      TEST0000: 'ready',
      TEST0001: 'ready',
      TEST0002: 'registered-with-another-tag',
      TEST0003: 'ready',
    });
  });

  it('fails a device that another organisation owns, says why, and registers it when it was released', async () => {
    engine = await createEngine();
    engine.sandbox.tenant.claimElsewhere('TEST0001');
    await engine.register(2);
    const settled = await engine.until(({ status }) => status !== 'pending');
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['ready', 'failed'],
    );
    assert.equal(settled[1]?.problem?.code, 'claimed-by-another-organization');
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    assert.ok(
      engine.ports.courier.digests.some(
        ({ digest }) => digest.kind === 'failed' && digest.devices[0]?.serialNumber === 'TEST0001',
      ),
    );
    assert.equal(engine.sandbox.tenant.world().imports.size, 0);
  });

  it('lets one device with a vanished profile hold up no other', async () => {
    engine = await createEngine();
    await engine.register(2);
    await engine.until(({ step }) => step === 'grouped');
    const [first] = await engine.devices();
    assert.ok(first);
    await engine.ports.store.replace('devices', { ...first, profile: 'Gone', dueAt: 0 });
    const settled = await engine.until(({ status }) => status !== 'pending');
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['failed', 'ready'],
    );
  });

  it('writes nothing when nothing is due', async () => {
    engine = await createEngine();
    await engine.register(2);
    await engine.turn();
    const before = await engine.devices();
    const { roundTrips } = engine.sandbox.log.counters();
    await engine.turn();
    assert.deepEqual(await engine.devices(), before);
    assert.equal(engine.sandbox.log.counters().roundTrips, roundTrips);
  });

  it('costs about as many round trips for fifty devices as for five', async () => {
    const cost: Record<number, number> = {};
    for (const count of [5, 50]) {
      engine = await createEngine();
      await engine.register(count);
      await engine.until(isReady);
      cost[count] = engine.sandbox.log.counters().roundTrips;
      if (count === 5) await engine.close();
    }
    assert.ok((cost[50] ?? 0) <= (cost[5] ?? 0) * 1.6, JSON.stringify(cost));
  });
});
