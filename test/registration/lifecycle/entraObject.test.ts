import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { hourlyLook } from '../../support/hourly.ts';
import {
  allGroups,
  entraDevice,
  hour,
  identity,
  imported,
  linked,
  look,
  managed,
  now,
  ready,
} from '../../support/sightings.ts';

const minute = 60_000;

describe('decide: Entra no longer has the device object (azure-docs #85593)', () => {
  it('gives a freshly imported object the time a new one takes, and is sure only after a second look', () => {
    const seen = { identity: identity(), entraDevice: 'absent' } as const;
    const first = look(imported, seen).device;
    assert.deepEqual([first.status, first.problem, first.entraAbsentSince], ['pending', undefined, now]);
    const early = look(first, seen, { now: now + 59 * minute }).device;
    assert.deepEqual([early.status, early.problem], ['pending', undefined]);
    const sure = look(first, seen, { now: now + hour }).device;
    assert.deepEqual([sure.status, sure.problem?.code], ['failed', 'entra-object-missing']);
    const there = look(early, { identity: identity(), entraDevice }, { now: now + hour }).device;
    assert.deepEqual([there.step, there.entraAbsentSince], ['linked', undefined]);
  });

  it('puts nothing into groups while the object is in doubt, and blames nobody', () => {
    const gone = { memberships: new Set<string>(), entraDevice: 'absent' } as const;
    const first = look(linked, gone);
    assert.deepEqual([first.actions, first.device.status], [[], 'pending']);
    assert.doesNotMatch(JSON.stringify(first.device.timeline), /by hand/);
    // The next look sees groups and cannot ask for the object.
    const blind = look(first.device, { memberships: new Set<string>() }, { now: now + 5 * minute });
    assert.deepEqual(blind.actions, []);
    const sure = look(blind.device, gone, { now: now + 15 * minute });
    assert.equal(sure.device.problem?.code, 'entra-object-missing');
    const back = look(blind.device, { memberships: allGroups, entraDevice }, { now: now + 15 * minute });
    assert.deepEqual([back.device.step, back.device.entraAbsentSince], ['grouped', undefined]);
  });

  it('takes Ready for user away at once, in words that are true, and tells a device in use once', () => {
    const gone = {
      identity: identity(),
      memberships: new Set<string>(),
      managedDevices: [],
      entraDevice: 'absent',
    } as const;
    const fallen = look(ready, gone).device;
    assert.deepEqual([fallen.status, fallen.step], ['pending', 'linked']);
    assert.match(
      fallen.timeline.at(-1)?.text ?? '',
      /^No longer ready for user: Entra does not show its device object$/,
    );
    const active: Device = { ...ready, status: 'active', lastSyncAt: now - minute, managedDeviceId: 'managed' };
    const seen = { ...gone, managedDevices: [managed()] };
    const first = look(active, seen);
    assert.deepEqual([first.device.status, first.device.problem, first.actions], ['active', undefined, []]);
    const sure = look(first.device, seen, { now: now + 15 * minute }).device;
    assert.deepEqual([sure.status, sure.problem?.code], ['active', 'entra-object-missing']);
    const again = look(sure, seen, { now: now + 75 * minute }).device;
    assert.equal(again.announcementCount, sure.announcementCount);
    const back = look(again, { ...seen, memberships: allGroups, entraDevice }, { now: now + 76 * minute }).device;
    assert.equal(back.problem, undefined);
  });

  it('does not go on from an identity that still names the missing object, but from a new one', () => {
    const failed = look(
      { ...imported, entraAbsentSince: now - hour },
      { identity: identity(), entraDevice: 'absent' },
    ).device;
    assert.equal(failed.status, 'failed');
    assert.equal(look(failed, { identity: identity() }).device.status, 'failed');
    assert.equal(look(failed, { identity: identity({ entraDeviceId: undefined }) }).device.status, 'failed');
    assert.equal(look(failed, { identity: identity({ entraDeviceId: 'new' }) }).device.step, 'imported');
    assert.equal(look(failed, { identity: identity({ id: 'new' }) }).device.status, 'pending');
  });
});

describe('Entra object deleted while Autopilot still names it (azure-docs #85593)', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine();
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });
  const only = async () => {
    const [device, ...more] = await engine.devices();
    assert.ok(device !== undefined && more.length === 0);
    return device;
  };
  const missing = (device: Device) => device.problem?.code === 'entra-object-missing';
  async function hours(count: number): Promise<void> {
    for (let passed = 0; passed < count * 4; passed += 1) {
      engine.sandbox.clock.advance(hour / 4);
      await hourlyLook(engine);
    }
  }

  for (const step of ['imported', 'linked', 'grouped'] as const) {
    it(`before it was ready, in step ${step}`, async () => {
      const { serialNumbers } = await engine.register(1);
      await engine.until((device) => device.step === step);
      engine.sandbox.tenant.deleteFromEntra(serialNumbers[0] ?? '');
      const [device] = await engine.until(missing, 6 * hour);
      assert.equal(device?.status, 'failed');
      assert.match(device?.problem?.detail ?? '', /^Entra device id /);
      assert.doesNotMatch(JSON.stringify(device?.timeline), /by hand/);
      await hours(25);
      assert.deepEqual([(await only()).status, missing(await only())], ['failed', true]);
    });
  }

  it('after it was ready: withdrawn, failed, removed and registered anew until it is ready again', async () => {
    const { serialNumbers } = await engine.register(1);
    const serial = serialNumbers[0] ?? '';
    await engine.until(({ status }) => status === 'ready');
    engine.sandbox.tenant.deleteFromEntra(serial);
    await hours(2);
    const device = await only();
    assert.ok(missing(device), JSON.stringify(device.problem));
    assert.equal(device.status, 'failed');
    assert.doesNotMatch(JSON.stringify(device.timeline), /by hand/);
    const outcome = await engine.registration.removeDevices({
      deviceIds: [device.id],
      actor: { id: 'megan', name: 'Megan Bowen' },
      activityId: undefined,
    });
    assert.equal(outcome.length, 1);
    await engine.until(({ status }) => status === 'removed');
    await engine.register(1);
    await engine.until(({ status }) => status === 'ready');
    assert.notEqual((await only()).entraObjectId, device.entraObjectId);
  });

  it('in use: keeps its status, is told about once, and nothing tries to put it into groups', async () => {
    const { serialNumbers } = await engine.register(1);
    const serial = serialNumbers[0] ?? '';
    await engine.until(({ status }) => status === 'ready');
    engine.sandbox.tenant.signIn(serial);
    await engine.until(({ status }) => status === 'active');
    engine.sandbox.tenant.deleteFromEntra(serial);
    await hours(3);
    const device = await only();
    assert.deepEqual([device.status, missing(device)], ['active', true]);
    assert.doesNotMatch(JSON.stringify(device.timeline), /by hand/);
    const told = device.timeline.filter(({ text }) => /no longer has the device object/.test(text));
    assert.equal(told.length, 1);
  });
});
