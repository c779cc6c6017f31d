import assert from 'node:assert/strict';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { remediate } from '../../../src/registration/remediation/remediate.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { hourlyLook, postedKinds } from '../../support/hourly.ts';

const hour = 3_600_000;
const profileGroup = 'Modern Workplace Device Profiles - Standard';
const isReady = ({ status }: Device) => status === 'ready';

describe('the hourly comparison with the tenant', () => {
  let engine: Engine;
  let serials: string[];
  beforeEach(async () => {
    engine = await createEngine();
    await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, engine.ports);
    serials = (await engine.register(3)).serialNumbers;
    await engine.until(isReady);
    await told();
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  /** Lets the digests go out, and forgets them. */
  async function told(): Promise<string[]> {
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    const kinds = postedKinds(engine);
    engine.ports.courier.digests.length = 0;
    return [...new Set(kinds)].sort();
  }

  /** An administrator's edit shows after the directory's latency. */
  const shown = () => engine.sandbox.clock.advance(60_000);
  const versions = async () => (await engine.devices()).map(({ version }) => version);
  const serial = (place: number) => serials[place] ?? '';
  const deviceOf = async (place: number) =>
    (await engine.devices()).find(({ serialNumber }) => serialNumber === serial(place)) ?? assert.fail('no device');
  const identityOf = async (place: number) => {
    const { autopilotId } = await deviceOf(place);
    return engine.sandbox.tenant.world().autopilot.get(autopilotId ?? '') ?? assert.fail('no identity');
  };
  const groupOf = (name: string) =>
    [...engine.sandbox.tenant.world().groups.values()].find(({ displayName }) => displayName === name) ??
    assert.fail(`no group ${name}`);

  it('writes nothing while nothing changes', async () => {
    engine.sandbox.clock.advance(hour);
    await hourlyLook(engine);
    const before = await versions();
    engine.sandbox.clock.advance(hour);
    await hourlyLook(engine);
    await hourlyLook(engine);
    assert.deepEqual(await versions(), before);
    assert.deepEqual(await told(), []);
  });

  it('stops between pages when it is told to, and compares nobody with half a list', async () => {
    const before = await versions();
    const controller = new AbortController();
    const { members } = engine.ports.directory;
    let pages = 0;
    const directory = new Proxy(engine.ports.directory, {
      get: (target, property) =>
        property !== 'members'
          ? Reflect.get(target, property)
          : async function* (groupId: string) {
              for await (const page of members.call(target, groupId)) {
                pages += 1;
                controller.abort();
                yield page;
              }
            },
    });
    const world = { ...engine.ports, directory };
    assert.deepEqual(await remediate(world, engine.policy, controller.signal), { doubtful: 0 });
    assert.equal(pages, 1);
    assert.deepEqual(await versions(), before);
  });

  it('withdraws a ready device that was taken out of its profile group, puts it back, and says when it is ready again', async () => {
    engine.sandbox.tenant.editGroup(profileGroup, 'remove', serial(1));
    shown();
    await hourlyLook(engine);
    assert.deepEqual(
      (await engine.devices()).map(({ status }) => status),
      ['ready', 'pending', 'ready'],
    );
    await engine.until(isReady);
    assert.deepEqual(await told(), ['ready 1', 'withdrawn 1']);
    assert.ok(groupOf(profileGroup).members.has((await deviceOf(1)).entraObjectId ?? ''));
  });

  it('puts a device in use back without taking its status, and takes it out of a second deployment group', async () => {
    engine.sandbox.tenant.signIn(serial(0));
    await engine.until(({ serialNumber, status }) => serialNumber !== serial(0) || status === 'active');
    await told();
    const { name } = (await deviceOf(0)).deploymentGroup ?? assert.fail();
    const other = name === 'First' ? 'Modern Workplace Devices-Fast' : 'Modern Workplace Devices-First';
    engine.sandbox.tenant.editGroup(profileGroup, 'remove', serial(0));
    engine.sandbox.tenant.editGroup(other, 'add', serial(0));
    shown();
    await hourlyLook(engine);
    await engine.until(({ correctingSince }) => correctingSince === undefined);
    assert.equal((await deviceOf(0)).status, 'active');
    const id = (await deviceOf(0)).entraObjectId ?? '';
    assert.ok(groupOf(profileGroup).members.has(id));
    assert.ok(!groupOf(other).members.has(id));
    assert.deepEqual(await told(), ['corrected 1']);
  });

  it('leaves Test alone', async () => {
    engine.sandbox.tenant.editGroup('Modern Workplace Devices-Test', 'add', serial(0));
    shown();
    await hourlyLook(engine);
    assert.ok(groupOf('Modern Workplace Devices-Test').members.has((await deviceOf(0)).entraObjectId ?? ''));
    assert.equal((await deviceOf(0)).status, 'ready');
  });

  it('says once that a group was deleted, withdraws who is not ready without it, and fills it when it is back', async () => {
    const group = groupOf(profileGroup);
    engine.sandbox.tenant.world().groups.delete(group.id);
    await hourlyLook(engine);
    engine.sandbox.clock.advance(hour);
    await hourlyLook(engine);
    assert.ok((await engine.devices()).every(({ status }) => status === 'pending'));
    assert.deepEqual(await told(), ['notice 0', 'withdrawn 3']);
    group.members.clear();
    engine.sandbox.tenant.world().groups.set(group.id, group);
    await engine.until(isReady);
    assert.deepEqual(await told(), ['ready 3']);
    await hourlyLook(engine);
    assert.equal(await engine.ports.store.count('notices', {}), 0);
  });

  it('says once that an Autopilot profile was renamed, withdraws its devices, and goes on when it has its name back', async () => {
    const profile = [...engine.sandbox.tenant.world().profiles.values()].find(
      ({ displayName }) => displayName === 'Modern Workplace Autopilot Profile',
    );
    assert.ok(profile !== undefined);
    const { displayName } = profile;
    profile.displayName = 'Renamed';
    engine.sandbox.clock.advance(hour);
    await hourlyLook(engine);
    assert.ok((await engine.devices()).every(({ status }) => status === 'pending'));
    assert.deepEqual(await told(), ['notice 0', 'withdrawn 3']);
    profile.displayName = displayName;
    await engine.until(isReady);
    assert.deepEqual(await told(), ['ready 3']);
  });

  it('fails a ready device that was deleted from Autopilot, and carries on when it is uploaded again', async () => {
    const identity = await identityOf(2);
    engine.sandbox.tenant.world().autopilot.delete(identity.id);
    await hourlyLook(engine);
    assert.deepEqual([(await deviceOf(2)).status, (await deviceOf(2)).problem?.code], ['failed', 'left-autopilot']);
    assert.deepEqual(await told(), ['failed 1']);
    engine.sandbox.tenant.partnerUpload([identity]);
    engine.sandbox.clock.advance(hour);
    await hourlyLook(engine);
    await engine.until(isReady);
    assert.deepEqual(await told(), ['discovered 1', 'ready 1']);
  });

  it('gives a device its tag back that somebody removed', async () => {
    const identity = await identityOf(0);
    identity.groupTag = '';
    await hourlyLook(engine);
    engine.sandbox.clock.advance(hour);
    assert.equal((await identityOf(0)).groupTag, 'Microsoft365Managed_Standard');
    assert.deepEqual(await told(), ['corrected 1']);
    await hourlyLook(engine);
    assert.deepEqual(await told(), []);
    assert.equal((await deviceOf(0)).correctingSince, undefined);
  });
});
