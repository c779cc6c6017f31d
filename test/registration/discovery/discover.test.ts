import assert from 'node:assert/strict';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import { compare } from '../../../src/registration/discovery/compare.ts';
import { discover } from '../../../src/registration/discovery/discover.ts';
import { storeWakeUps } from '../../../src/registration/lifecycle/wake.ts';
import { followWakeUps } from '../../../src/registration/notifications/followWakeUps.ts';
import { removeDevices } from '../../../src/registration/removal/removeDevices.ts';
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
    await compare(engine.ports, engine.policy);
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

  it('stops between pages when it is told to, and misses nobody in lists it did not read', async () => {
    await engine.register(1);
    await engine.until(({ status }) => status === 'ready');
    engine.sandbox.tenant.partnerUpload([uploaded('PF000001', 'Microsoft365Managed_Standard')]);
    engine.sandbox.clock.advance(hour);
    const before = await engine.devices();
    const stopped = AbortSignal.abort();
    const found = await discover(engine.ports, engine.policy, stopped);
    assert.deepEqual([found.discovered, found.doubtful], [0, 0]);
    assert.deepEqual(await engine.devices(), before);
    await hourly();
    assert.equal((await engine.devices()).length, 2);
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

  it('tells of tags that are ours but for case or blanks, each with its tag and those allowed', async () => {
    engine.sandbox.tenant.partnerUpload([
      uploaded('PF000010', 'microsoft365managed_standard'),
      uploaded('PF000011', ' Microsoft365Managed_SensitiveData '),
    ]);
    engine.sandbox.clock.advance(hour);
    await hourly();
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    const [told] = engine.ports.courier.digests;
    assert.deepEqual([told?.digest.kind, told?.digest.devices.length], ['failed', 2]);
    const [first, second] = (told?.digest.devices ?? []).map(({ detail = '' }) => detail);
    assert.match(first ?? '', /“microsoft365managed_standard”.*differs from Microsoft365Managed_Standard only/);
    assert.match(
      second ?? '',
      /“ Microsoft365Managed_SensitiveData ”.*Allowed: Microsoft365Managed_Standard, .*PowerUser\.$/,
    );
    assert.ok((first ?? '').length <= 400, 'fits on a card');
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

  it('does not bring back what was removed, and registers it anew when it is uploaded again', async () => {
    const pf = uploaded('PF000001', 'Microsoft365Managed_Standard');
    engine.sandbox.tenant.partnerUpload([pf]);
    engine.sandbox.clock.advance(hour);
    await hourly();
    const [first] = await engine.until(({ status }) => status === 'ready');
    assert.ok(first);
    await removeDevices(
      { deviceIds: [first.id], actor: { id: 'm', name: 'Megan' }, activityId: undefined },
      engine.ports,
    );
    await hourly();
    const [removed] = await engine.until(({ status }) => status === 'removed');
    assert.equal(removed?.removal?.autopilotId, first.autopilotId);

    // Lists may lag: the old identity shows once more.
    const { autopilot, profiles } = engine.sandbox.tenant.world();
    const profileId = [...profiles.values()].find(({ displayName }) => displayName === first.assignedProfile)?.id;
    engine.sandbox.tenant.partnerUpload([pf]);
    engine.sandbox.clock.advance(hour);
    engine.sandbox.tenant.world();
    const again = [...autopilot.values()].find(({ serialNumber }) => serialNumber === 'PF000001');
    assert.ok(again && profileId === again.assignment.profileId);
    const newId = again.id;
    autopilot.delete(newId);
    autopilot.set(first.autopilotId ?? '', Object.assign(again, { id: first.autopilotId }));
    await hourly();
    assert.equal((await engine.devices())[0]?.status, 'removed');

    autopilot.delete(first.autopilotId ?? '');
    autopilot.set(newId, Object.assign(again, { id: newId }));
    await hourly();
    const [pending] = await engine.devices();
    assert.deepEqual([pending?.status, pending?.autopilotId, pending?.removal], ['pending', newId, undefined]);
    const [ready] = await engine.until(({ status }) => status === 'ready');
    const history = ready?.timeline.map(({ text }) => text).join('\n') ?? '';
    assert.match(history, /Removed: no longer[\s\S]*discovered in Autopilot[\s\S]*Ready for user/);
    const ids = ready?.announcements.map(({ id }) => id) ?? [];
    assert.equal(new Set(ids).size, ids.length);
  });

  it('registers a removed device anew that lists still show the day after', async () => {
    engine.sandbox.tenant.partnerUpload([uploaded('PF000001', 'Microsoft365Managed_Standard')]);
    engine.sandbox.clock.advance(hour);
    await hourly();
    const [found] = await engine.devices();
    assert.ok(found);
    const now = engine.ports.clock.now();
    const by = { id: 'm', name: 'Megan' };
    const removal = { by, at: now - 26 * hour, doneAt: now - 25 * hour, autopilotId: found.autopilotId };
    await engine.ports.store.replace('devices', { ...found, status: 'removed', autopilotId: undefined, removal });
    await hourly();
    const [again] = await engine.devices();
    assert.deepEqual([again?.status, again?.registeredAt], ['pending', removal.doneAt]);
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
    const woken = async () => (await followWakeUps(engine.ports, engine.policy)).woken.size;
    assert.equal(await woken(), 1);
    await storeWakeUps([{ kind: 'everything' }], engine.ports);
    assert.equal(await woken(), 2);
    assert.equal(await engine.ports.store.count('wakeUps', {}), 0);
  });
});
