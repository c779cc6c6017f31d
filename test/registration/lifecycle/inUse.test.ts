import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import type { Observation } from '../../../src/registration/lifecycle/observation.ts';
import { allGroups, assigned, grouped, hour, identity, look, managed, now, ready } from '../../support/sightings.ts';

const sharedTag = 'Microsoft365Managed_Standard-Shared';
const single: Device = { ...grouped, registeredAt: now - hour };
const shared: Device = { ...single, sharedMode: true, groupTag: sharedTag };
/** Somebody has worked with it for a hundred hours, and does. */
const live = managed({ enrolledAt: now - 100 * hour, lastSyncAt: now - 60_000 });

function seen(device: Device, managedDevices: Observation['managedDevices'], said = identity()): Observation {
  const profile = device.sharedMode ? 'Modern Workplace Autopilot Profile Shared' : assigned.profile;
  const groups = device.sharedMode ? ['Modern Workplace Devices - Shared Device Mode'] : [];
  return {
    assignment: { ...assigned, profile, identity: { ...said, groupTag: device.groupTag } },
    memberships: new Set([...allGroups, ...groups]),
    managedDevices: managedDevices ?? [],
  };
}

const kinds = ({ announcements }: Device) => announcements.map(({ kind }) => kind);
const history = ({ timeline }: Device) => timeline.map(({ text }) => text).join('\n');

describe('a device that was registered while in use', () => {
  it('is Active at once, with the sentence that its profile takes effect at a reset (IntuneDocs #1686)', () => {
    const { device } = look(single, seen(single, [live]));
    assert.equal(device.status, 'active');
    assert.deepEqual(kinds(device), ['active']);
    assert.match(device.announcements[0]?.detail ?? '', /takes effect when somebody resets it/);
    assert.match(history(device), /takes effect when somebody resets it/);
    assert.doesNotMatch(history(device), /delete/);
  });

  it('is told to be wiped where it is to be shared, and its record never to be deleted (memdocs #3383)', () => {
    const { device } = look(shared, seen(shared, [live]));
    assert.deepEqual([device.status, device.problem?.code, kinds(device)], ['pending', 'in-use-not-shared', ['stuck']]);
    assert.match(history(device), /in use/);
    const wiped = look(device, seen(shared, [])).device;
    assert.equal(wiped.status, 'ready');
  });

  it('waits without a word while Intune wipes it', () => {
    const { device } = look(shared, seen(shared, [{ ...live, managementState: 'wipePending' }]));
    assert.deepEqual([device.status, device.problem, kinds(device)], ['pending', undefined, []]);
  });

  it('is Active when Autopilot names the record, although hybrid join made a second Entra object (memdocs PR #2408)', () => {
    const second = managed({ id: 'hybrid', entraDeviceId: 'second-object', enrolledAt: now - 60_000 });
    const said = identity({ enrolled: true, managedDeviceId: 'hybrid' });
    const { device } = look(ready, { identity: said, managedDevices: [second] });
    assert.deepEqual([device.status, device.managedDeviceId, kinds(device)], ['active', 'hybrid', ['active']]);
  });

  it('is looked at closely when a list says that Autopilot has it enrolled', () => {
    const said = identity({ enrolled: true, managedDeviceId: 'hybrid' });
    assert.ok((look(ready, { identity: said }).device.dueAt ?? Number.POSITIVE_INFINITY) <= now + 15_000);
    assert.equal(look(ready, { identity: identity() }).device.dueAt, undefined);
  });

  it('becomes Active where enrolledDateTime is the day of the registration (memdocs #3433)', () => {
    const midnight = now - 10 * hour;
    const { device } = look(ready, { managedDevices: [managed({ enrolledAt: midnight, lastSyncAt: now - 60_000 })] });
    assert.equal(device.status, 'active');
    assert.doesNotMatch(history(device), /resets it/);
  });

  it('is ready, and becomes Active when it calls, where its record called shortly before the registration', () => {
    const quiet = managed({ enrolledAt: now - 100 * hour, lastSyncAt: now - 50 * hour });
    const { device } = look(single, seen(single, [quiet]));
    assert.deepEqual([device.status, kinds(device)], ['ready', ['ready']]);
    assert.match(history(device), /becomes Active when it calls again/);
    assert.doesNotMatch(history(device), /delete/);
    const called = look(device, { managedDevices: [{ ...quiet, lastSyncAt: now }] }).device;
    assert.deepEqual([called.status, kinds(called)], ['active', ['ready', 'active']]);
    assert.match(called.announcements[1]?.detail ?? '', /takes effect when somebody resets it/);
  });

  it('is Active at once where it called within a day, although not since the registration', () => {
    const called = managed({ enrolledAt: now - 100 * hour, lastSyncAt: now - 7 * hour });
    const { device } = look(single, seen(single, [called]));
    assert.deepEqual([device.status, kinds(device)], ['active', ['active']]);
  });

  it('goes from in use to left over when what Intune has turns out to be old', () => {
    const held = look(shared, seen(shared, [live])).device;
    const old = managed({ entraDeviceId: 'older', enrolledAt: 1, lastSyncAt: 2 });
    assert.equal(look(held, seen(shared, [old])).device.problem?.code, 'left-over-intune-record');
  });
});
