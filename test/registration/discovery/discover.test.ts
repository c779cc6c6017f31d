import assert from 'node:assert/strict';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import { compare } from '../../../src/registration/discovery/compare.ts';
import { discover } from '../../../src/registration/discovery/discover.ts';
import { storeWakeUps, wakeDevices } from '../../../src/registration/lifecycle/wake.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const hour = 3_600_000;
const uploaded = (serialNumber: string, groupTag: string) => ({
  serialNumber,
  manufacturer: 'LENOVO',
  model: '21R3001BUK',
  groupTag,
});

describe('discovery', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine();
    await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, engine.ports);
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  async function hourly(): Promise<void> {
    await discover(engine.ports, engine.policy);
    await compare(engine.ports);
  }

  it('finds what a partner uploaded, tells the channel, and takes it to Ready for user', async () => {
    engine.sandbox.tenant.partnerUpload([
      uploaded('PF000001', 'Microsoft365Managed_Standard'),
      uploaded('PF000002', 'Microsoft365Managed_PowerUser'),
      uploaded('PF000003', 'Contoso'),
    ]);
    await hourly();
    assert.deepEqual(await engine.devices(), []);
    engine.sandbox.clock.advance(hour);
    await hourly();
    const found = await engine.devices();
    assert.deepEqual(
      found.map(({ serialNumber, status }) => [serialNumber, status]),
      [
        ['PF000001', 'pending'],
        ['PF000002', 'pending'],
      ],
    );
    const ready = await engine.until(({ status }) => status === 'ready');
    assert.deepEqual(
      ready.map(({ assignedProfile }) => assignedProfile),
      ['Modern Workplace Autopilot Profile', 'Modern Workplace Autopilot Profile Power User'],
    );
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    const kinds = engine.ports.courier.digests.map(({ digest }) => [digest.kind, digest.devices.length]);
    assert.deepEqual(kinds, [
      ['discovered', 2],
      ['ready', 2],
    ]);
    assert.equal(
      engine.sandbox.log.counters().byRoute[
        'POST v1.0 /deviceManagement/importedWindowsAutopilotDeviceIdentities/import'
      ],
      undefined,
    );
  });

  it('says what is wrong with a tag that cannot be used, once', async () => {
    engine.sandbox.tenant.partnerUpload([uploaded('PF000009', 'Microsoft365Managed_PowerUser-Shared')]);
    engine.sandbox.clock.advance(hour);
    await hourly();
    await hourly();
    const [device] = await engine.devices();
    assert.deepEqual([device?.status, device?.problem?.code], ['failed', 'unsupported-tag']);
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    await engine.turn();
    assert.deepEqual(
      engine.ports.courier.digests.map(({ digest }) => digest.kind),
      ['failed'],
    );
  });

  it('finds each device once, and notes that requested ones are shipped', async () => {
    await engine.register(2);
    await engine.until(({ status }) => status === 'ready');
    await hourly();
    await hourly();
    const devices = await engine.devices();
    assert.equal(devices.length, 2);
    assert.ok(devices.every(({ shippedSince, status }) => shippedSince !== undefined && status === 'ready'));
    assert.ok(!engine.ports.courier.digests.some(({ digest }) => digest.kind === 'discovered'));
  });

  it('wakes the devices a notification names, and all that wait when it names none', async () => {
    await engine.register(2);
    const [first] = await engine.until(({ step }) => step === 'grouped');
    assert.ok(first?.entraObjectId);
    await storeWakeUps(
      [
        { kind: 'entraObject', id: first.entraObjectId },
        { kind: 'entraObject', id: 'nobody' },
      ],
      engine.ports,
    );
    assert.equal(await wakeDevices(engine.ports), 1);
    await storeWakeUps([{ kind: 'everything' }], engine.ports);
    assert.equal(await wakeDevices(engine.ports), 1);
    assert.equal(await engine.ports.store.count('wakeUps', {}), 0);
  });
});
