import assert from 'node:assert/strict';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { storeWakeUps } from '../../../src/registration/lifecycle/wake.ts';
import { followWakeUps } from '../../../src/registration/notifications/followWakeUps.ts';
import { createListeningEngine, type ListeningEngine } from '../../support/listeningEngine.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const standard = 'Microsoft365Managed_Standard';
const uploaded = (serialNumber: string, groupTag = standard) => ({
  serialNumber,
  manufacturer: 'LENOVO',
  model: '21R3001BUK',
  groupTag,
});

describe('from a notification to the device', function () {
  this.timeout(2 * minute);
  let engine: ListeningEngine;
  /** Virtual milliseconds from a change to its notification. */
  const latency = second;
  beforeEach(async () => {
    engine = await createListeningEngine({ latencies: { notification: latency, dynamicGroup: second } });
    await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, engine.ports);
    await engine.run('subscriptions');
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const bySerial = async (serialNumber: string): Promise<Device | undefined> =>
    (await engine.devices()).find((device) => device.serialNumber === serialNumber);
  const wakeUps = () => engine.ports.store.count('wakeUps', {});
  const requests = () => engine.sandbox.log.counters().requests;
  const objectIds = () => [...engine.sandbox.tenant.world().devices.keys()];
  const follow = () => followWakeUps(engine.ports, engine.policy);
  /** What happened so far is told and followed, so that what follows is about what happens next. */
  const settle = async () => {
    await engine.pass(minute);
    await engine.pass(minute);
    assert.equal(await wakeUps(), 0);
  };

  it('shows an enrolment as soon as Entra does, without a sweep', async () => {
    await engine.register(2);
    const [first] = await engine.until(({ status }) => status === 'ready');
    assert.ok(first);
    await settle();
    engine.sandbox.tenant.signIn(first.serialNumber);
    await engine.pass(2 * second + 2 * latency);
    await engine.pass(latency);
    const device = await bySerial(first.serialNumber);
    assert.equal(device?.status, 'active');
  });

  it("discovers a partner's upload within seconds of the group of its tag", async () => {
    engine.sandbox.tenant.partnerUpload([uploaded('PF000001'), uploaded('PF000002', 'Contoso')]);
    let minutes = 0;
    while ((await engine.devices()).length === 0 && minutes < 30) {
      minutes += 1;
      engine.sandbox.clock.advance(10 * second);
      await engine.sandbox.notifications.settled();
      await engine.turn();
    }
    const group = [...engine.sandbox.tenant.world().groups.values()].find(
      ({ displayName }) => displayName === `Preflight tag - ${standard}`,
    );
    assert.equal(group?.members.size, 1);
    const found = await engine.devices();
    assert.deepEqual(
      found.map(({ serialNumber, status }) => [serialNumber, status]),
      [['PF000001', 'pending']],
    );
    const ready = await engine.until(({ status }) => status === 'ready');
    assert.equal(ready[0]?.assignedProfile, 'Modern Workplace Autopilot Profile');
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    assert.deepEqual(
      engine.ports.courier.digests.map(({ digest }) => [digest.kind, digest.devices.length]),
      [
        ['discovered', 1],
        ['ready', 1],
      ],
    );
  });

  it('looks for a device of ours that did not know its Entra object yet', async () => {
    await engine.register(1);
    await engine.until(({ step }) => step === 'imported' || step === 'linked');
    const [device] = await engine.devices();
    const [entra] = objectIds();
    assert.ok(device && entra);
    await engine.ports.store.replace('devices', {
      ...device,
      entraObjectId: undefined,
      dueAt: engine.ports.clock.now() + hour,
    });
    await storeWakeUps([{ kind: 'entraObject', id: entra }], engine.ports);
    const { woken, hidden } = await follow();
    assert.deepEqual([[...woken.keys()], hidden], [[device.id], false]);
    assert.ok(((await bySerial(device.serialNumber))?.dueAt ?? 0) <= engine.ports.clock.now());
    assert.equal((await engine.devices()).length, 1);
  });

  it('reads what changed in the groups where a notification names no member', async () => {
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status === 'ready');
    assert.ok(device);
    await engine.run('subscriptions');
    await settle();
    engine.sandbox.notifications.set({ mode: 'lost' });
    engine.sandbox.tenant.editGroup(engine.policy.allDevicesGroup, 'remove', device.serialNumber);
    await engine.pass(minute);
    const known = await engine.ports.store.get('watchedGroups', engine.policy.allDevicesGroup);
    await storeWakeUps([{ kind: 'group', id: known?.groupId ?? '' }], engine.ports);
    const { woken, everything } = await follow();
    assert.deepEqual([[...woken.keys()], everything], [[device.id], false]);
    assert.equal(await wakeUps(), 0);
  });

  it('puts a device back that somebody took out of a group, or put into another, without waiting for the hourly look', async () => {
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status === 'ready');
    assert.ok(device);
    await settle();
    const { allDevicesGroup, deployment } = engine.policy;
    const members = (name: string) =>
      [...engine.sandbox.tenant.world().groups.values()].find(({ displayName }) => displayName === name)?.members.size;
    const own = deployment.groups.find(({ name }) => name === device.deploymentGroup?.name)?.group ?? '';
    const other = deployment.groups.find(({ group }) => group !== own)?.group ?? '';
    engine.sandbox.tenant.editGroup(allDevicesGroup, 'remove', device.serialNumber);
    engine.sandbox.tenant.editGroup(own, 'remove', device.serialNumber);
    engine.sandbox.tenant.editGroup(other, 'add', device.serialNumber);
    for (let turn = 0; turn < 12; turn += 1) await engine.pass(5 * second);
    assert.deepEqual([members(allDevicesGroup), members(own), members(other)], [1, 1, 0]);
  });

  it('costs a wave of a thousand notifications what one costs, and one pass', async () => {
    await engine.register(20);
    const devices = await engine.until(({ status }) => status === 'ready');
    await settle();
    const cost = async (subjects: number) => {
      const ids = Array.from({ length: subjects }, (_, index) => devices[index % devices.length]?.entraObjectId ?? '');
      for (const id of ids) await storeWakeUps([{ kind: 'entraObject', id }], engine.ports);
      const before = requests();
      await engine.turn();
      return requests() - before;
    };
    const few = await cost(20);
    assert.ok((await cost(1_000)) <= few, 'a thousand notifications cost more than one of each device');
    assert.equal(await wakeUps(), 0);
  });

  it('asks about strangers in sets, once, and forgets those that are none of ours', async () => {
    engine.sandbox.tenant.partnerUpload(Array.from({ length: 30 }, (_, index) => uploaded(`PF${index}`, 'Contoso')));
    engine.sandbox.clock.advance(hour);
    await engine.sandbox.notifications.settled();
    await engine.turn();
    await storeWakeUps(
      objectIds().map((id) => ({ kind: 'entraObject', id })),
      engine.ports,
    );
    const batches = () => engine.sandbox.log.entries().filter(({ route }) => route === '/$batch').length;
    const before = batches();
    await follow();
    assert.equal(batches() - before, 2);
    assert.deepEqual([await wakeUps(), await engine.devices()], [0, []]);
  });

  it('looks again later, and then at all, for a device that Autopilot does not show by the id that Entra names', async () => {
    engine.sandbox.notifications.set({ mode: 'lost' });
    engine.sandbox.tenant.partnerUpload([uploaded('PF000001')]);
    engine.sandbox.clock.advance(2 * minute);
    const [entra] = [...engine.sandbox.tenant.world().devices.values()];
    assert.ok(entra);
    entra.physicalIds = entra.physicalIds.map((id) =>
      id.startsWith('[ZTDID]:') ? '[ZTDID]:99999999-0000-4000-8000-000000000000' : id,
    );
    await storeWakeUps([{ kind: 'entraObject', id: entra.objectId }], engine.ports);
    assert.equal((await follow()).hidden, false);
    assert.equal((await follow()).hidden, false, 'not at once');
    engine.sandbox.clock.advance(15 * second);
    assert.equal((await follow()).hidden, true);
    assert.equal(await wakeUps(), 1);
    let looks = 0;
    for (let past = 0; past < 3 * hour && (await wakeUps()) > 0; past += 10 * second) {
      engine.sandbox.clock.advance(10 * second);
      if ((await follow()).hidden) looks += 1;
    }
    // Twice the age each time: for an hour, then the hourly discovery has had its turn.
    assert.ok(looks < 12, `${looks} looks`);
    assert.equal(await wakeUps(), 0);
    const started = await asksForDiscovery(engine, entra.objectId);
    assert.deepEqual(started, [0, 1, 0]);
  });

  it('puts off what it cannot ask Graph, and wakes what it knows nevertheless', async () => {
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status === 'ready');
    assert.ok(device?.entraObjectId);
    await settle();
    engine.sandbox.faults.add({ route: '/devices/**', status: 403 });
    const unknown = '99999999-0000-4000-8000-000000000001';
    await storeWakeUps(
      [
        { kind: 'entraObject', id: unknown },
        { kind: 'entraObject', id: device.entraObjectId },
      ],
      engine.ports,
    );
    const { woken, error } = await follow();
    assert.deepEqual([[...woken.keys()], error?.name], [[device.id], 'ServiceError']);
    assert.equal((await follow()).error, undefined);
    const [left] = (await engine.ports.store.query('wakeUps', { limit: 10 })).items;
    assert.ok((left?.dueAt ?? 0) > engine.ports.clock.now());
  });

  it('notes when each group last told something, and how long an announcement took', async () => {
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status === 'ready');
    assert.ok(device);
    await settle();
    engine.sandbox.tenant.signIn(device.serialNumber);
    engine.sandbox.clock.advance(2 * second + 2 * latency);
    await engine.sandbox.notifications.settled();
    await engine.run('pass');
    const group = await engine.ports.store.get('watchedGroups', engine.policy.notifications.enrolledGroup);
    assert.equal(group?.notifiedAt, engine.ports.clock.now());
    assert.match(engine.ports.metrics.text(), /^preflight_notification_to_announcement_seconds_count 1$/m);
  });
});

/** How often the pass job starts a discovery, in three runs of which the second is too early and the third is after another. */
async function asksForDiscovery(engine: ListeningEngine, id: string): Promise<number[]> {
  await storeWakeUps([{ kind: 'entraObject', id }], engine.ports);
  const job = engine.job('pass');
  const started: number[] = [];
  for (const _ of [1, 2, 3]) {
    const before = job.started.length;
    await job.run();
    started.push(job.started.slice(before).filter((name) => name === 'discover').length);
    engine.sandbox.clock.advance(20_000);
  }
  return started;
}
