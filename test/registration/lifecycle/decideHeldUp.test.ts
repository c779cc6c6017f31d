import assert from 'node:assert/strict';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import { discover } from '../../../src/registration/discovery/discover.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine } from '../../support/engine.ts';
import {
  allGroups,
  assigned,
  grouped,
  hour,
  identity,
  linked,
  look,
  managed,
  now,
  ready,
} from '../../support/sightings.ts';

const broad = 'Modern Workplace Devices-Broad';
const profile = 'Modern Workplace Autopilot Profile';
const withoutBroad = new Set([...allGroups].filter((group) => group !== broad));
const gone = { memberships: withoutBroad, missingGroups: new Set([broad]) };
const renamed = {
  identity: identity(),
  profile: `${profile} 2`,
  assigned: true,
  status: 'assignedUnkownSyncState',
} as const;
const kinds = ({ announcements }: Device) => announcements.map(({ kind }) => kind);
const missingProfiles = new Set([profile]);

describe('decide: a device that waits for what the tenant lacks', () => {
  it('names the group that does not exist, and is not at fault however long that takes', () => {
    const { device } = look(linked, gone);
    assert.deepEqual([device.problem?.code, device.problem?.detail], ['group-missing', `Waits for ${broad}`]);
    const later = look(device, gone, { now: now + 9 * hour });
    assert.deepEqual([kinds(later.device), later.device.problem?.at], [[], now]);
    assert.equal(later.device.timeline.length, device.timeline.length);
    assert.deepEqual(later.actions, []);
  });

  it('still joins the groups that are there', () => {
    const seen = { memberships: new Set<string>(), missingGroups: new Set([broad]) };
    const [join] = look({ ...linked, looks: 1 }, seen).actions;
    assert.ok(join?.kind === 'joinGroups' && !join.groups.includes(broad) && join.groups.length === 2);
  });

  it('goes on when the group is back, without the time that took', () => {
    const { device: held } = look(linked, gone);
    const back = { memberships: withoutBroad, missingGroups: new Set<string>() };
    const { device, actions } = look(held, back, { now: now + 9 * hour });
    assert.deepEqual([device.problem, device.stepSince, kinds(device)], [undefined, now + 9 * hour, []]);
    assert.deepEqual(
      actions.map(({ kind }) => kind),
      ['joinGroups'],
    );
  });

  it('says when it is stuck which groups it is not in', () => {
    const seen = { memberships: withoutBroad, missingGroups: new Set<string>() };
    const { device } = look({ ...linked, stepSince: now - 3 * hour }, seen);
    assert.deepEqual([device.problem?.code, device.problem?.detail], ['stuck-linked', `Not yet in ${broad}`]);
    assert.deepEqual(kinds(device), ['stuck']);
  });

  it('blames nobody for a profile that is missing, and is ready once it is there', () => {
    for (const assignment of [renamed, 'absent'] as const) {
      const stale = { ...grouped, stepSince: now - 9 * hour };
      const { device } = look(stale, { assignment }, { missingProfiles });
      assert.deepEqual([device.problem?.code, kinds(device)], ['autopilot-profile-missing', []]);
      assert.equal(device.problem?.detail, `Waits for ${profile}`);
      const seen = { assignment: assigned, memberships: allGroups, managedDevices: [] };
      assert.equal(look(device, seen, { missingProfiles }).device.status, 'ready');
      const patient = look(device, { assignment: 'absent' }).device;
      assert.deepEqual([patient.problem, patient.stepSince], [undefined, now]);
    }
  });

  it('does not promise to put back what cannot be put back', () => {
    const { device } = look(ready, { ...gone, managedDevices: [managed()] });
    const [withdrawn] = device.announcements;
    assert.match(withdrawn?.detail ?? '', /does not exist\. Preflight puts it back once the group exists again$/);
    assert.deepEqual(kinds(look(device, gone, { now: now + 9 * hour }).device), ['withdrawn']);
  });

  it('is not announced stuck for what it was withdrawn for', () => {
    const { device: withdrawn } = look(ready, { assignment: renamed });
    const { device } = look(withdrawn, { assignment: renamed });
    assert.deepEqual([kinds(device), device.problem?.code], [['withdrawn'], 'assigned-unexpected-profile']);
    const fresh = look(grouped, { assignment: renamed }).device;
    assert.deepEqual(kinds(fresh), ['stuck']);
  });

  it('makes no storm of a renamed profile', async () => {
    const engine = await createEngine({ throttling: false, signInAfter: 1_000 * hour });
    await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, engine.ports);
    await engine.register(3);
    await engine.until(({ status }) => status === 'ready');
    await engine.register(2, { prefix: 'NEW' });
    await engine.turn();
    engine.ports.courier.digests.length = 0;
    engine.sandbox.tenant.renameProfile(profile, `${profile} 2`);
    await discover(engine.ports, engine.policy);
    await engine.until(({ problem }) => problem?.code === 'autopilot-profile-missing');
    for (let minutes = 0; minutes < 360; minutes += 10) {
      engine.sandbox.clock.advance(10 * 60_000);
      await engine.turn();
    }
    const told = engine.ports.courier.digests.filter(({ conversationId }) => conversationId === 'it');
    assert.deepEqual([...new Set(told.map(({ digest }) => digest.kind))].sort(), ['notice', 'withdrawn']);
    engine.sandbox.tenant.renameProfile(`${profile} 2`, profile);
    await discover(engine.ports, engine.policy);
    await engine.until(({ status }) => status === 'ready');
    assert.deepEqual(engine.sandbox.violations(), []);
    await engine.close();
  });
});
