import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import type { Observation } from '../../../src/registration/lifecycle/observation.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { allGroups, assigned, grouped, hour, identity, look, managed, now, ready } from '../../support/sightings.ts';

const active: Device = { ...ready, status: 'active', managedDeviceId: 'managed', lastSyncAt: now - 60_000 };
const whole: Observation = {
  identity: identity(),
  assignment: assigned,
  memberships: allGroups,
  missingGroups: new Set(),
  managedDevices: [],
};
const profileGroup = 'Modern Workplace Device Profiles - Standard';
const without = (group: string) => new Set([...allGroups].filter((name) => name !== group));
const kinds = ({ announcements }: Device) => announcements.map(({ kind }) => kind);

describe('decide: a device that was ready', () => {
  it('rests when all is as it was', () => {
    const { device, actions } = look(ready, whole);
    assert.deepEqual(device, ready);
    assert.deepEqual(actions, []);
  });

  it('fails when its identity is gone, and says not to ship it', () => {
    const { device } = look(ready, { ...whole, identity: 'absent' });
    assert.deepEqual([device.status, device.problem?.code, kinds(device)], ['failed', 'left-autopilot', ['failed']]);
  });

  it('fails when Autopilot sees other hardware', () => {
    const { device } = look(ready, { ...whole, identity: identity({ hardwareChanged: true }) });
    assert.deepEqual([device.status, device.problem?.code], ['failed', 'hardware-changed']);
  });

  it('fails when somebody gave it another tag of ours', () => {
    const { device } = look(ready, { ...whole, identity: identity({ groupTag: 'Microsoft365Managed_PowerUser' }) });
    assert.deepEqual([device.status, device.problem?.code], ['failed', 'registered-with-another-tag']);
  });

  for (const [name, assignment] of [
    ['none', 'absent'],
    ['another', { ...assigned, profile: 'Kiosk' }],
    ['none yet again', { ...assigned, assigned: false, status: 'pending' }],
  ] as const) {
    it(`is withdrawn when its Autopilot profile is ${name}, and ready again when it is back`, () => {
      const { device } = look(ready, { ...whole, assignment });
      assert.deepEqual([device.status, device.step, kinds(device)], ['pending', 'grouped', ['withdrawn']]);
      assert.match(device.announcements[0]?.detail ?? '', /No longer assigned/);
      const again = look(device, whole).device;
      assert.equal(again.status, 'pending', 'the identity alone was glimpsed');
      const { identity: _none, ...seen } = whole;
      assert.deepEqual(kinds(look(device, seen).device), ['withdrawn', 'ready']);
    });
  }

  it('is withdrawn when it was taken out of a group, put back, and ready again once read back', () => {
    const { device, actions } = look(ready, { ...whole, memberships: without(profileGroup) });
    assert.deepEqual([device.status, device.step, kinds(device)], ['pending', 'linked', ['withdrawn']]);
    assert.deepEqual(actions, [{ kind: 'joinGroups', entraObjectId: 'object', groups: [profileGroup] }]);
    const back = look(device, { memberships: allGroups }).device;
    assert.equal(back.step, 'grouped');
  });

  it('is withdrawn when one of its groups was deleted, and nobody tries to join that', () => {
    const { device, actions } = look(ready, {
      ...whole,
      memberships: without(profileGroup),
      missingGroups: new Set([profileGroup]),
    });
    assert.equal(device.status, 'pending');
    assert.deepEqual(actions, []);
    assert.match(device.announcements[0]?.detail ?? '', /does not exist/);
  });

  it('stays ready when it is in a second deployment group, which it leaves', () => {
    const { device, actions } = look(ready, {
      ...whole,
      memberships: new Set([...allGroups, 'Modern Workplace Devices-First']),
    });
    assert.deepEqual([device.status, kinds(device)], ['ready', ['corrected']]);
    assert.deepEqual(actions, [
      { kind: 'leaveGroups', entraObjectId: 'object', groups: ['Modern Workplace Devices-First'] },
    ]);
  });

  it('is not judged on what was not looked at', () => {
    for (const seen of [{}, { managedDevices: [] }, { identity: identity() }, { memberships: allGroups }]) {
      assert.equal(look(ready, seen).device.status, 'ready');
    }
  });
});

describe('decide: a device in use', () => {
  it('keeps its status without identity; people are told once, and once it is back the problem is over', () => {
    const gone = look(active, { ...whole, identity: 'absent' }).device;
    assert.deepEqual([gone.status, gone.problem?.code, kinds(gone)], ['active', 'left-autopilot', ['attention']]);
    assert.deepEqual(kinds(look(gone, { ...whole, identity: 'absent' }).device), ['attention']);
    assert.equal(look(gone, whole).device.problem, undefined);
  });

  it('does not care for its Autopilot profile any more', () => {
    assert.equal(look(active, { ...whole, assignment: 'absent' }).device.status, 'active');
  });

  it('is put back into its groups: told once, looked at until it is read back, then at rest', () => {
    const taken = { ...whole, memberships: without(profileGroup) };
    const first = look(active, taken);
    assert.deepEqual(first.actions, [{ kind: 'joinGroups', entraObjectId: 'object', groups: [profileGroup] }]);
    assert.deepEqual([first.device.status, kinds(first.device)], ['active', ['corrected']]);
    assert.match(first.device.announcements[0]?.detail ?? '', /Taken out of .* by hand/);
    assert.ok((first.device.dueAt ?? 0) > now);
    const later = (first.device.dueAt ?? 0) + 1;
    const second = look(first.device, taken, { now: later });
    assert.deepEqual(kinds(second.device), ['corrected']);
    assert.equal(second.actions.length, 1);
    const done = look(second.device, whole, { now: (second.device.dueAt ?? 0) + 1 }).device;
    assert.deepEqual([done.correctingSince, done.looks], [undefined, 0]);
  });

  it('needs attention when putting it right does not help', () => {
    const taken = { ...whole, memberships: without(profileGroup) };
    const first = look(active, taken).device;
    const late = now + defaultPolicy.stuckAfter.linked + hour;
    const second = look(first, taken, { now: late }).device;
    assert.deepEqual(kinds(second), ['corrected', 'attention']);
    assert.deepEqual(kinds(look(second, taken, { now: late + hour }).device), ['corrected', 'attention']);
    assert.equal(look(second, whole, { now: late + hour }).device.problem, undefined);
  });

  it('is never put into or taken out of Test by itself', () => {
    const test = 'Modern Workplace Devices-Test';
    const { actions } = look(active, { ...whole, memberships: new Set([...allGroups, test]) });
    assert.deepEqual(actions, []);
  });

  it('gets its own tag back when somebody spoilt its case, and keeps one like another of ours', () => {
    const spoilt = look(active, { ...whole, identity: identity({ groupTag: 'microsoft365managed_standard ' }) });
    assert.deepEqual(
      spoilt.actions.map(({ kind }) => kind),
      ['setGroupTag', 'sync'],
    );
    const other = look(active, { ...whole, identity: identity({ groupTag: 'microsoft365managed_sensitivedata' }) });
    assert.deepEqual([other.actions, other.device.problem?.code], [[], 'registered-with-another-tag']);
  });

  it('gets its tag back', () => {
    for (const groupTag of ['', 'Warehouse']) {
      const { device, actions } = look(active, { ...whole, identity: identity({ groupTag }) });
      assert.deepEqual(
        actions.map(({ kind }) => kind),
        ['setGroupTag', 'sync'],
      );
      assert.deepEqual(kinds(device), ['corrected']);
    }
  });

  it('is due when it will have been quiet for too long', () => {
    const { device } = look(active, { managedDevices: [managed({ lastSyncAt: now - 5_000 })] });
    assert.equal(device.status, 'active');
    const quietAt = now - 5_000 + defaultPolicy.inactiveAfter;
    assert.ok((device.dueAt ?? 0) >= quietAt && (device.dueAt ?? 0) <= quietAt + 2 * defaultPolicy.restingLook);
  });

  it('is not made active again by an older record than the one known', () => {
    const { device } = look(
      { ...active, status: 'inactive' },
      { managedDevices: [managed({ lastSyncAt: now - hour })] },
    );
    assert.equal(device.status, 'inactive');
  });

  it('keeps a request to look when only a list was seen', () => {
    const asked = { ...active, dueAt: now };
    const { device } = look(asked, { managedDevices: [managed()] });
    assert.ok((device.dueAt ?? Number.POSITIVE_INFINITY) <= now + 60_000);
  });
});

describe('decide: a shared device and its earlier life', () => {
  const tag = 'Microsoft365Managed_Standard-Shared';
  const shared: Device = { ...grouped, sharedMode: true, groupTag: tag, id: 'DELL|5CG1234ABC' };
  const seen: Observation = {
    assignment: {
      ...assigned,
      profile: 'Modern Workplace Autopilot Profile Shared',
      identity: identity({ groupTag: tag }),
    },
    memberships: new Set([...allGroups, 'Modern Workplace Devices - Shared Device Mode']),
    managedDevices: [managed({ enrolledAt: 1, lastSyncAt: 2, entraDeviceId: 'older' })],
  };

  it('is not ready while Intune has a record of that life, says so once, and goes on by itself', () => {
    const held = look(shared, seen).device;
    assert.deepEqual([held.status, held.problem?.code, kinds(held)], ['pending', 'left-over-intune-record', ['stuck']]);
    assert.deepEqual(kinds(look(held, seen).device), ['stuck']);
    assert.equal(look(held, { ...seen, managedDevices: [] }).device.status, 'ready');
  });

  it('ignores the record of another maker with the same serial number', () => {
    const other = {
      ...seen,
      managedDevices: [managed({ enrolledAt: 1, lastSyncAt: 2, entraDeviceId: 'older', manufacturer: 'HP' })],
    };
    assert.equal(look(shared, other).device.status, 'ready');
  });

  it('only mentions it for a device that is not shared', () => {
    const { device } = look(grouped, { ...seen, assignment: assigned, memberships: allGroups });
    assert.equal(device.status, 'ready');
    assert.ok(device.timeline.some(({ text }) => text.includes('has not called since before the registration')));
  });

  it('is active at once when its user was faster than we', () => {
    const early = {
      ...seen,
      assignment: assigned,
      memberships: allGroups,
      managedDevices: [managed({ enrolledAt: now })],
    };
    const { device } = look(grouped, early);
    assert.deepEqual([device.status, kinds(device)], ['active', ['ready', 'active']]);
  });
});
