import assert from 'node:assert/strict';
import type { DeploymentPlace, Device } from '../../../src/registration/lifecycle/device.ts';
import type { Observation } from '../../../src/registration/lifecycle/observation.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { assigned, hour, identity, look, managed, now, ready } from '../../support/sightings.ts';

const megan = { id: 'megan', name: 'Megan Bowen' };
const all = 'Modern Workplace Devices-All';
const standard = 'Modern Workplace Device Profiles - Standard';
const group = (name: string) => `Modern Workplace Devices-${name}`;

/** A device on its way from one deployment group to another, looked at now. */
function moving(to: string, changes: Partial<Device> = {}, place: Partial<DeploymentPlace> = {}): Device {
  const movingTo = { name: to, assignedBy: 'admin', by: megan, at: now } as const;
  return {
    ...ready,
    deploymentGroup: { name: 'Broad', assignedBy: 'auto', pending: false, movingTo, ...place },
    dueAt: now,
    ...changes,
  };
}

/** All of a device that is as it should be, in the named deployment groups. */
function seen(deploymentGroups: string[], changes: Partial<Observation> = {}): Observation {
  return {
    identity: identity(),
    assignment: assigned,
    managedDevices: [],
    missingGroups: new Set(),
    memberships: new Set([all, standard, ...deploymentGroups.map(group)]),
    ...changes,
  };
}

const acts = (device: Device, observation: Observation) =>
  look(device, observation).actions.map((action) =>
    'groups' in action ? [action.kind, ...action.groups] : [action.kind],
  );

describe('a device on its way to another deployment group', () => {
  const table: [name: string, device: Device, held: string[], expected: string[][]][] = [
    ['joins the new one first', moving('First'), ['Broad'], [['joinGroups', group('First')]]],
    [
      'leaves the old one when the new one shows it',
      moving('First'),
      ['Broad', 'First'],
      [['leaveGroups', group('Broad')]],
    ],
    [
      'leaves every other one',
      moving('First'),
      ['Fast', 'Broad', 'First'],
      [['leaveGroups', group('Fast'), group('Broad')]],
    ],
    ['in none joins the new one', moving('First'), [], [['joinGroups', group('First')]]],
    ['to Test joins Test', moving('Test'), ['Broad'], [['joinGroups', group('Test')]]],
    ['to Test leaves the old one', moving('Test'), ['Broad', 'Test'], [['leaveGroups', group('Broad')]]],
    ['from Test leaves Test', moving('Fast', {}, { name: 'Test' }), ['Fast', 'Test'], [['leaveGroups', group('Test')]]],
    [
      'stays in the old one while the new one does not show it',
      moving('Fast', {}, { name: 'Test' }),
      ['Test'],
      [['joinGroups', group('Fast')]],
    ],
    [
      'that takes its move back leaves the new one',
      moving('Broad'),
      ['Broad', 'First'],
      [['leaveGroups', group('First')]],
    ],
    ['that is in use moves alike', moving('First', { status: 'active' }), ['Broad'], [['joinGroups', group('First')]]],
    [
      'that is not used moves alike',
      moving('First', { status: 'inactive' }),
      ['Broad'],
      [['joinGroups', group('First')]],
    ],
  ];
  for (const [name, device, held, expected] of table) {
    it(name, () => {
      assert.deepEqual(acts(device, seen(held)), expected);
      const { device: after } = look(device, seen(held));
      // Nobody is told anything, and it is looked at again soon.
      assert.deepEqual(after.announcements, []);
      assert.equal(after.deploymentGroup?.name, device.deploymentGroup?.name);
      assert.ok(after.dueAt !== undefined && after.dueAt > now && after.dueAt <= now + 60_000);
    });
  }

  it('has arrived when it is in the new one and in no other: told once, and at rest', () => {
    const { device, actions } = look(moving('First', { correctingSince: now - 60_000, looks: 2 }), seen(['First']));
    assert.deepEqual(actions, []);
    assert.deepEqual(device.deploymentGroup, { name: 'First', assignedBy: 'admin', pending: false });
    assert.deepEqual(
      device.announcements.map(({ kind, detail }) => [kind, detail]),
      [['moved', 'From Broad to First, asked for by Megan Bowen']],
    );
    assert.deepEqual([device.correctingSince, device.looks, device.dueAt], [undefined, 0, undefined]);
    const again = look({ ...device, dueAt: now }, seen(['First']));
    assert.deepEqual([again.actions, again.device.announcements.length], [[], 1]);
  });

  it('has taken its move back without a word to the channel', () => {
    const { device } = look(moving('Broad'), seen(['Broad']));
    assert.deepEqual(device.deploymentGroup, { name: 'Broad', assignedBy: 'admin', pending: false });
    assert.deepEqual(device.announcements, []);
    assert.equal(device.timeline.at(-1)?.text, 'In deployment group Broad, asked for by Megan Bowen');
  });

  it('leaves for some minutes where replaced moves were taking it, shown there or not', () => {
    const by = { name: 'Broad', assignedBy: 'admin', by: megan, at: now, insteadOf: ['First', 'Broad'] } as const;
    const device = moving('Broad', {}, { movingTo: { ...by, insteadOf: [...by.insteadOf] } });
    assert.deepEqual(acts(device, seen(['Broad'])), [['leaveGroups', group('First')]]);
    const late = { now: now + 5 * 60_000 };
    const { device: arrived, actions } = look({ ...device, dueAt: late.now }, seen(['Broad']), late);
    assert.deepEqual([actions, arrived.deploymentGroup?.movingTo], [[], undefined]);
  });

  it('to a group that does not exist waits, and is flagged once when that takes too long', () => {
    const without = seen(['Broad'], { missingGroups: new Set([group('First')]) });
    const first = look(moving('First'), without);
    assert.deepEqual([first.actions, first.device.correctingSince, first.device.announcements], [[], now, []]);
    assert.ok(first.device.dueAt !== undefined && first.device.dueAt > now);
    const late = { now: now + 3 * hour };
    const flagged = look({ ...first.device, dueAt: late.now }, without, late).device;
    assert.deepEqual(
      [flagged.problem?.code, flagged.problem?.detail],
      ['stuck-linked', 'Not yet in deployment group First'],
    );
    assert.deepEqual(
      flagged.announcements.map(({ kind }) => kind),
      ['attention'],
    );
    const again = look({ ...flagged, dueAt: late.now }, without, late).device;
    assert.equal(again.announcements.length, 1);
    const arrived = look({ ...again, dueAt: late.now }, seen(['First']), late).device;
    assert.deepEqual(
      [arrived.problem, arrived.correctingSince, arrived.deploymentGroup?.name],
      [undefined, undefined, 'First'],
    );
  });

  it('whose groups cannot be read is flagged too', () => {
    const { memberships: _, ...blind } = seen([]);
    const device = moving('First', { correctingSince: now - 3 * hour });
    assert.equal(look(device, blind).device.problem?.code, 'stuck-linked');
  });

  it('to a group that the policy does not have any more stays where it is', () => {
    const { device, actions } = look(moving('Ring 7'), seen(['Broad']));
    assert.deepEqual(actions, []);
    assert.deepEqual(device.deploymentGroup, {
      name: 'Broad',
      assignedBy: 'auto',
      pending: false,
      movingTo: undefined,
    });
    assert.match(device.timeline.at(-1)?.text ?? '', /^Not moved to Ring 7: /);
    assert.equal(device.dueAt, undefined);
  });

  it('that loses another group while it waits for its user is put back first, and moves on when it is ready again', () => {
    const torn = seen([], { memberships: new Set([standard, group('Broad'), group('First')]) });
    const back = look(moving('First'), torn);
    assert.deepEqual([back.device.status, back.device.step], ['pending', 'linked']);
    assert.deepEqual(acts(moving('First'), torn), [['joinGroups', all]]);
    const grouped = { ...back.device, step: 'grouped' as const };
    const { identity: _, ...unlisted } = seen(['Broad', 'First']);
    const again = look(grouped, unlisted).device;
    assert.deepEqual([again.status, again.dueAt], ['ready', now]);
    assert.deepEqual(acts(again, seen(['Broad', 'First'])), [['leaveGroups', group('Broad')]]);
  });

  it('is told what somebody else did to it by hand, but not the move itself', () => {
    const device = moving('First', { status: 'active' });
    const stranger = 'Modern Workplace Device Profiles - Power User';
    const observation = seen([], {
      memberships: new Set([all, standard, stranger, group('First'), group('Broad')]),
      managedDevices: [managed()],
    });
    assert.deepEqual(acts(device, observation), [['leaveGroups', stranger, group('Broad')]]);
    const told = look(device, observation).device.announcements.filter(({ kind }) => kind === 'corrected');
    assert.deepEqual(
      told.map(({ detail }) => detail),
      [`Put into ${stranger} by hand`],
    );
  });

  it('is not disturbed by lists that show a part of it', () => {
    const device = moving('First', { dueAt: now + hour, correctingSince: now - 60_000, looks: 1 });
    const { device: after, actions } = look(device, { managedDevices: [] });
    assert.deepEqual(actions, []);
    assert.deepEqual(after, device);
  });

  it('was refused an act, which is over once nothing is left to correct', () => {
    const refused = { code: 'permission-missing', at: now - hour, acting: true } as const;
    const device: Device = { ...ready, status: 'active', lastSyncAt: now, problem: refused, dueAt: now };
    const { identity: _, ...half } = seen(['Broad']);
    assert.equal(look(device, half).device.problem?.code, 'permission-missing');
    assert.equal(look(device, seen(['Fast', 'Broad'])).device.problem?.code, 'permission-missing');
    const healed = look(device, seen(['Broad'])).device;
    assert.deepEqual([healed.problem, healed.timeline.at(-1)?.text], [undefined, 'In its groups again']);
    const stuck = { ...device, problem: { code: 'stuck-linked', at: now } } as const;
    assert.equal(look(stuck, seen(['Broad'])).device.problem, undefined);
  });

  it('names the groups of the policy, whatever they are called there', () => {
    const [first, ...others] = defaultPolicy.deployment.groups;
    assert.ok(first);
    const policy = {
      ...defaultPolicy,
      deployment: { ...defaultPolicy.deployment, groups: [{ ...first, name: 'Pilot', group: 'Ring 1' }, ...others] },
    };
    const { actions } = look(moving('Pilot'), seen(['Broad']), { policy });
    assert.deepEqual(actions, [{ kind: 'joinGroups', entraObjectId: 'object', groups: ['Ring 1'] }]);
  });
});
