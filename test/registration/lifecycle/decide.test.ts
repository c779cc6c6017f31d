import assert from 'node:assert/strict';
import fc from 'fast-check';
import { steps } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import {
  accepted,
  allGroups,
  assigned,
  entraDevice,
  grouped,
  hour,
  identity,
  imported,
  importing,
  linked,
  look,
  managed,
  now,
  ready,
  record,
} from '../../support/sightings.ts';

describe('decide', () => {
  it('claims an import before it is sent', () => {
    const { device, actions } = look(accepted, { identity: 'absent' });
    assert.equal(device.importId, 'import-1');
    assert.equal(device.importRequestedAt, now);
    assert.deepEqual(actions, [{ kind: 'import', importId: 'import-1' }]);
  });

  it('never sends a second import while the first may be alive', () => {
    const nothing = { importRecord: 'absent', identity: 'absent' } as const;
    const within = look(importing, nothing, { now: now + defaultPolicy.import.grace });
    assert.equal(within.device.step, 'importing');
    const after = look(importing, nothing, { now: now + defaultPolicy.import.grace + 1 });
    assert.equal(after.device.step, 'accepted');
    assert.equal(after.device.importId, undefined);
    const unread = look(importing, { importRecord: 'absent' }, { now: now + 24 * hour });
    assert.equal(unread.device.step, 'importing');
  });

  it('goes on together with the rest of its import, unless that takes unusually long', () => {
    const seen = {
      importRecord: record({ state: 'complete', registrationId: 'a' }),
      importProgress: 'partly',
    } as const;
    const waits = look(importing, seen, { now: now + 280_000 }).device;
    assert.deepEqual([waits.step, waits.looks], ['importing', 0]);
    assert.ok((waits.dueAt ?? 0) <= now + 280_000 + 90_000);
    assert.equal(look(importing, { ...seen, importProgress: 'over' }).device.step, 'imported');
    assert.equal(look(importing, seen, { now: now + 700_000 }).device.step, 'imported');
  });

  it('is added at once to a group it is no longer in when it is assigned', () => {
    const { device, actions } = look(grouped, {
      assignment: assigned,
      memberships: new Set([...allGroups].slice(1)),
      managedDevices: [],
    });
    assert.equal(device.step, 'linked');
    assert.deepEqual(
      actions.map(({ kind }) => kind),
      ['joinGroups'],
    );
    assert.ok((device.dueAt ?? 0) > now);
  });

  it('gives up on an import that fails again and again', () => {
    const tried = { ...importing, importAttempts: 2 };
    const { device } = look(tried, { importRecord: record({ state: 'error', errorName: 'StorageError' }) });
    assert.equal(device.status, 'failed');
    assert.equal(device.problem?.code, 'import-failed');
  });

  it('removes the staging record once it was read', () => {
    const failed = look(importing, { importRecord: record({ state: 'error', errorName: 'Mystery' }) });
    assert.deepEqual(failed.actions, [{ kind: 'deleteImportRecord', recordId: 'record' }]);
    const complete = look(imported, { identity: 'absent' });
    assert.ok(complete.actions.some(({ kind }) => kind === 'deleteImportRecord'));
    assert.equal(complete.device.importRecordId, undefined);
  });

  it('places the device in its groups and gives it a deployment group once', () => {
    const { device, actions } = look(imported, { identity: identity(), entraDevice });
    assert.deepEqual(device.deploymentGroup, { name: 'Broad', assignedBy: 'auto', pending: true });
    const joins = actions.find((action) => action.kind === 'joinGroups');
    assert.deepEqual(joins?.groups.toSorted(), [...allGroups].sort());
    const again = look(
      { ...imported, deploymentGroup: { name: 'First', assignedBy: 'admin', pending: false } },
      { identity: identity(), entraDevice },
    );
    assert.equal(again.device.deploymentGroup?.name, 'First');
  });

  it('adds only to the groups that are missing, and not again before Entra had time to show the first addition', () => {
    const memberships = new Set(['Modern Workplace Devices-All', 'Modern Workplace Devices-Broad']);
    const first = look(linked, { memberships });
    assert.deepEqual(first.actions, []);
    const { actions } = look(first.device, { memberships }, { now: first.device.dueAt ?? 0 });
    assert.deepEqual(actions, [
      { kind: 'joinGroups', entraObjectId: 'object', groups: ['Modern Workplace Device Profiles - Standard'] },
    ]);
  });

  it('announces Ready once and Active once', () => {
    const first = look(grouped, { assignment: assigned, memberships: allGroups, managedDevices: [] }).device;
    assert.deepEqual(
      first.announcements.map(({ kind }) => kind),
      ['ready'],
    );
    const second = look({ ...first, registeredAt: now - 2 * hour }, { managedDevices: [managed()] }).device;
    assert.deepEqual(
      second.announcements.map(({ kind }) => kind),
      ['ready', 'active'],
    );
    const third = look(second, { managedDevices: [managed()] }).device;
    assert.equal(third.announcements.length, 2);
    assert.equal(new Set(third.announcements.map(({ id }) => id)).size, 2);
  });

  it('becomes Inactive after seven days without contact, and Active again', () => {
    const active = { ...ready, status: 'active' as const, registeredAt: 0 };
    const synchronised = (lastSyncAt: number) => ({ managedDevices: [managed({ enrolledAt: hour, lastSyncAt })] });
    const quiet = look(active, synchronised(now - 7 * 24 * hour - 1));
    assert.equal(quiet.device.status, 'inactive');
    assert.equal(look(active, synchronised(now - 7 * 24 * hour)).device.status, 'active');
    assert.equal(look(quiet.device, { managedDevices: [managed()] }).device.status, 'active');
  });

  it('says once that a step takes too long, and keeps looking', () => {
    const late = now + defaultPolicy.stuckAfter.grouped + 1;
    const first = look(grouped, { assignment: 'absent' }, { now: late }).device;
    assert.equal(first.status, 'pending');
    assert.equal(first.problem?.code, 'stuck-grouped');
    assert.deepEqual(
      first.announcements.map(({ kind }) => kind),
      ['stuck'],
    );
    const second = look(first, { assignment: 'absent' }, { now: late + hour }).device;
    assert.equal(second.announcements.length, 1);
    assert.ok((second.dueAt ?? 0) > late);
    const freed = look(
      second,
      { assignment: assigned, memberships: allGroups, managedDevices: [] },
      { now: late + 2 * hour },
    ).device;
    assert.equal(freed.status, 'ready');
    assert.equal(freed.problem, undefined);
  });

  it('says once which profile was assigned instead', () => {
    const kiosk = { assignment: { ...assigned, profile: 'Kiosk' }, memberships: allGroups };
    const first = look(grouped, kiosk).device;
    assert.equal(first.problem?.code, 'assigned-unexpected-profile');
    assert.equal(look(first, kiosk).device.announcements.length, 1);
  });

  it('waits longer from look to look, at times that all devices share', () => {
    const waits: number[] = [];
    let device = grouped;
    let time = now + 4_000;
    for (let n = 0; n < 7; n += 1) {
      device = look(device, { assignment: 'absent' }, { now: time }).device;
      waits.push(((device.dueAt ?? 0) - time) / 1_000);
      time = device.dueAt ?? 0;
    }
    // Multiples of the tick, half a tick away at least.
    assert.deepEqual(waits, [56, 60, 180, 300, 600, 300, 300]);
    const other = look({ ...grouped, looks: 6 }, { assignment: 'absent' }, { now: time - 200_000 }).device;
    assert.equal(other.dueAt, time);
  });

  it('expects the shared profile and group of a shared device', () => {
    const shared = { ...grouped, sharedMode: true, groupTag: 'Microsoft365Managed_Standard-Shared' };
    const groups = new Set([...allGroups, 'Modern Workplace Devices - Shared Device Mode']);
    assert.equal(
      look(shared, { assignment: assigned, memberships: groups, managedDevices: [] }).device.status,
      'pending',
    );
    const profile = {
      ...assigned,
      profile: 'Modern Workplace Autopilot Profile Shared',
      identity: identity({ groupTag: shared.groupTag }),
    };
    assert.equal(
      look(shared, { assignment: profile, memberships: allGroups, managedDevices: [] }).device.step,
      'linked',
    );
    assert.equal(look(shared, { assignment: profile, memberships: groups, managedDevices: [] }).device.status, 'ready');
  });

  it('never moves a device on what it did not see', () => {
    const devices = [accepted, importing, imported, linked, grouped, ready];
    fc.assert(
      fc.property(fc.constantFrom(...devices), fc.integer({ min: 0, max: 30 * 24 * hour }), (device, later) => {
        const { device: after, actions } = look(device, {}, { now: now + later });
        assert.deepEqual([after.status, after.step], [device.status, device.step]);
        assert.deepEqual(
          actions.filter(({ kind }) => kind !== 'deleteImportRecord'),
          [],
        );
      }),
    );
  });

  it('fails a device whose profile the policy no longer has, whatever was seen', () => {
    for (const device of [accepted, imported, linked, grouped]) {
      const { device: after } = look({ ...device, profile: 'Gone' }, { identity: identity(), entraDevice });
      assert.deepEqual([after.status, after.problem?.code], ['failed', 'profile-unknown']);
    }
  });

  it('knows every step', () => {
    assert.deepEqual(steps, ['accepted', 'importing', 'imported', 'linked', 'grouped', 'assigned']);
  });
});
