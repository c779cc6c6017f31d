import assert from 'node:assert/strict';
import type { Removal } from '../../../src/registration/lifecycle/device.ts';
import type { Remains } from '../../../src/registration/removal/remains.ts';
import { hour, identity, look, now, ready } from '../../support/sightings.ts';

const by = { id: 'megan', name: 'Megan Bowen' };
const asked = { ...ready, entraDeviceId: 'entra', removal: { by, at: now - 60_000 } as Removal };
const remains = (changes: Partial<Remains> = {}): Remains => ({
  managedDeviceIds: [],
  identity: 'absent',
  entraObjectId: 'object',
  groups: [],
  ...changes,
});
const everything = remains({
  managedDeviceIds: ['m1', 'm2'],
  identity: identity({ assignedUser: 'lynne@contoso.example' }),
  groups: ['All'],
});

describe('decideRemoval', () => {
  const table: [string, Remains, string | undefined, string[]][] = [
    ['Intune records first', everything, 'intune', ['deleteManagedDevices']],
    ['then the assigned user', { ...everything, managedDeviceIds: [] }, 'user', ['unassignUser', 'sync']],
    ['then the identity', remains({ identity: identity(), groups: ['All'] }), 'autopilot', ['deleteIdentity', 'sync']],
    ['then the groups', remains({ groups: ['All'] }), 'groups', ['leaveGroups']],
    ['then nothing', remains(), undefined, ['deleteHash']],
    ['a device without an Entra object', remains({ entraObjectId: undefined }), undefined, ['deleteHash']],
  ];
  for (const [what, seen, step, actions] of table) {
    it(what, () => {
      const { device, actions: decided } = look(asked, { remains: seen });
      assert.equal(device.removal?.step, step);
      assert.deepEqual(
        decided.map(({ kind }) => kind),
        actions,
      );
      assert.equal(device.status, step === undefined ? 'removed' : 'ready');
      assert.equal(device.dueAt === undefined, step === undefined);
    });
  }

  it('does nothing without having looked', () => {
    const { device, actions } = look(asked, {});
    assert.deepEqual([device.status, device.removal, actions], ['ready', asked.removal, []]);
    assert.ok((device.dueAt ?? 0) > now);
  });

  it('says a step once in the history, and asks again at every look', () => {
    const first = look(asked, { remains: everything }).device;
    const second = look(first, { remains: everything }, { now: now + hour });
    assert.deepEqual(second.actions, [{ kind: 'deleteManagedDevices', managedDeviceIds: ['m1', 'm2'] }]);
    assert.equal(second.device.timeline.length, 1);
  });

  it('remembers the identity it deletes', () => {
    const seen = remains({ identity: identity({ id: 'made-anew', entraDeviceId: 'entra-2' }) });
    const { device } = look(asked, { remains: seen });
    const gone = look(device, { remains: remains() }).device;
    assert.deepEqual(
      [gone.removal?.autopilotId, gone.autopilotId, gone.entraDeviceId],
      ['made-anew', undefined, 'entra-2'],
    );
    assert.deepEqual(
      gone.announcements.map(({ kind, detail }) => [kind, detail]),
      [['removed', 'Removal asked for by Megan Bowen']],
    );
  });

  it('is stuck once after four hours, and not any more when it goes on', () => {
    const late = { ...asked, removal: { ...asked.removal, at: now - 4 * hour - 1, step: 'intune' } as Removal };
    const stuck = look(late, { remains: everything }).device;
    const again = look(stuck, { remains: everything }).device;
    assert.deepEqual([again.problem?.code, again.announcements.map(({ kind }) => kind)], ['removal-stuck', ['stuck']]);
    assert.equal(look(again, { remains: remains({ groups: ['All'] }) }).device.problem, undefined);
  });

  it('is not stuck in the step its registration was in', () => {
    const pending = { ...asked, status: 'pending', step: 'imported', stepSince: now - 24 * hour } as const;
    const device = { ...pending, removal: { by, at: now - 60_000, step: 'groups' } as const };
    for (const seen of [{}, { remains: remains({ groups: ['All'] }) }]) {
      const waits = look(device, seen).device;
      assert.deepEqual([waits.problem, waits.announcements], [undefined, []]);
    }
  });

  it('removes a device whose profile the policy no longer has', () => {
    const { device } = look({ ...asked, profile: 'Kiosk' }, { remains: remains() });
    assert.equal(device.status, 'removed');
  });

  it('is over for a device that was removed', () => {
    const { device, actions } = look({ ...asked, status: 'removed' }, { remains: everything });
    assert.deepEqual([device.dueAt, actions], [undefined, []]);
  });
});
