import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import {
  allGroups,
  assigned,
  grouped,
  hour,
  identity,
  imported,
  linked,
  look,
  managed,
  now,
  ready,
} from '../../support/sightings.ts';

const kinds = ({ announcements }: Device) => announcements.map(({ kind }) => kind);
const anew = identity({ id: 'another', entraDeviceId: 'another-entra' });
const active: Device = { ...ready, status: 'active', managedDeviceId: 'managed', lastSyncAt: now - hour };

describe('decide: a device that was registered anew', () => {
  for (const [name, device] of [
    ['linked', linked],
    ['grouped', grouped],
    ['ready', ready],
    ['active', active],
  ] as const) {
    it(`starts over with its new identity when it was ${name}`, () => {
      const { device: after } = look(device, { identity: anew });
      assert.deepEqual([after.status, after.step, after.autopilotId], ['pending', 'imported', 'another']);
      assert.deepEqual(
        [after.entraDeviceId, after.entraObjectId, after.managedDeviceId],
        [undefined, undefined, undefined],
      );
    });
  }

  it('is told not to be ready any more, and a device in use to be registered again', () => {
    assert.deepEqual(kinds(look(ready, { identity: anew }).device), ['withdrawn']);
    assert.deepEqual(kinds(look(active, { identity: anew }).device), ['discovered']);
    assert.deepEqual(kinds(look(grouped, { identity: anew }).device), []);
  });

  it('starts over when Entra has another object for it', () => {
    assert.equal(look(grouped, { identity: identity({ entraDeviceId: 'new' }) }).device.step, 'imported');
    assert.equal(look(grouped, { identity: identity({ entraDeviceId: undefined }) }).device.step, 'grouped');
  });

  it('keeps nothing of what people said of its earlier life', () => {
    const word = { by: { id: 'a', name: 'Ada' }, at: now };
    const { device } = look({ ...active, shipped: word, confirmed: word }, { identity: anew });
    assert.deepEqual([device.shipped, device.confirmed], [undefined, undefined]);
  });
});

describe('decide: a device on its way that Autopilot does not have any more', () => {
  it('fails when nobody shows it while it waits for groups or its profile', () => {
    for (const device of [linked, grouped]) {
      const { device: after } = look(device, { identity: 'absent' });
      assert.deepEqual([after.status, after.problem?.code], ['failed', 'left-autopilot']);
    }
  });

  it('is imported again, a few times, when it does not show up after its import', () => {
    const late = now + 2 * hour;
    const { device } = look(imported, { identity: 'absent' }, { now: late });
    assert.deepEqual([device.status, device.step, device.autopilotId], ['pending', 'accepted', undefined]);
    const often = look({ ...imported, importAttempts: 2 }, { identity: 'absent' }, { now: late }).device;
    assert.deepEqual([often.status, often.problem?.code], ['failed', 'import-failed']);
    assert.equal(look(imported, { identity: 'absent' }, { now: now + 60_000 }).device.step, 'imported');
  });

  it('fails at once where no file asked for it', () => {
    const found = { ...imported, requestedIn: undefined };
    const { device } = look(found, { identity: 'absent' }, { now: now + 2 * hour });
    assert.deepEqual([device.status, device.problem?.code], ['failed', 'left-autopilot']);
  });
});

describe('decide: the look that would make a device ready', () => {
  const seen = { assignment: assigned, memberships: allGroups, managedDevices: [] };
  const assignedAs = (changes: Parameters<typeof identity>[0]) => ({ ...assigned, identity: identity(changes) });

  it('sees a replaced mainboard and another tag', () => {
    const board = look(grouped, { ...seen, assignment: assignedAs({ hardwareChanged: true }) }).device;
    assert.deepEqual([board.status, board.problem?.code], ['failed', 'hardware-changed']);
    const tag = look(grouped, {
      ...seen,
      assignment: assignedAs({ groupTag: 'Microsoft365Managed_PowerUser' }),
    }).device;
    assert.deepEqual([tag.status, tag.problem?.code], ['failed', 'registered-with-another-tag']);
  });

  it('repairs an empty tag first', () => {
    const { device, actions } = look(grouped, { ...seen, assignment: assignedAs({ groupTag: '' }) });
    assert.equal(device.status, 'pending');
    assert.deepEqual(
      actions.map(({ kind }) => kind),
      ['setGroupTag', 'sync'],
    );
  });

  it('takes it out of the groups of another profile first', () => {
    const stray = 'Modern Workplace Device Profiles - Power User';
    const { device, actions } = look(grouped, { ...seen, memberships: new Set([...allGroups, stray]) });
    assert.equal(device.status, 'pending');
    assert.deepEqual(actions, [{ kind: 'leaveGroups', entraObjectId: 'object', groups: [stray] }]);
    assert.equal(look(device, seen).device.status, 'ready');
  });

  it('knows a left-over record however the manufacturer is spelt', () => {
    const shared = { ...grouped, sharedMode: true, groupTag: 'Microsoft365Managed_Standard-Shared' };
    const { device } = look(shared, {
      assignment: {
        ...assigned,
        profile: 'Modern Workplace Autopilot Profile Shared',
        identity: identity({ groupTag: shared.groupTag }),
      },
      memberships: new Set([...allGroups, 'Modern Workplace Devices - Shared Device Mode']),
      managedDevices: [managed({ enrolledAt: 1, lastSyncAt: 2, entraDeviceId: 'older', manufacturer: 'Dell' })],
    });
    assert.equal(device.problem?.code, 'left-over-intune-record');
  });
});
