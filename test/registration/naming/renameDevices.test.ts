import assert from 'node:assert/strict';
import { planRenames } from '../../../src/registration/naming/planRenames.ts';
import { renameDevices } from '../../../src/registration/naming/renameDevices.ts';
import type { Ports } from '../../../src/registration/ports/ports.ts';
import { type NamingStage, namingStage } from '../../support/namingStage.ts';

const minute = 60_000;
const hour = 60 * minute;
const convention = /^MMD-\d{11}$/;

describe('the rename job', () => {
  let stage: NamingStage;
  afterEach(() => stage.close());

  it('gives a device that left the convention a new name, which it takes at its next restart', async () => {
    stage = await namingStage();
    assert.match((await stage.device(0)).deviceName ?? '', convention);
    stage.rename(0, 'LAPTOP-1');
    await stage.pass(5 * minute);
    const { schedule, started } = await stage.run();
    assert.deepEqual([schedule, started], ['0 0 */4 * * *', ['deliver']]);
    const { renaming } = await stage.device(0);
    const name = renaming?.name ?? '';
    assert.match(name, convention);
    assert.deepEqual([renaming?.state, renaming?.before], ['queued', 'LAPTOP-1']);
    await stage.pass(10 * minute);
    const last = (await stage.texts(0)).slice(-4);
    assert.deepEqual(last, [
      'Its name was changed to LAPTOP-1 outside Preflight',
      `Its name LAPTOP-1 is not one of MMD-%RAND:11%: to be renamed to ${name}`,
      `Renaming to ${name} asked for; takes effect at next restart`,
      `Intune shows the new name ${name}`,
    ]);
    const renamed = await stage.device(0);
    assert.deepEqual([renamed.deviceName, renamed.renaming, renamed.announcements], [name, undefined, []]);
    await stage.run();
    assert.equal(stage.asked(), 1);
  });

  it('confirms a name itself where it sees it before the sweep', async () => {
    stage = await namingStage();
    stage.rename(0, 'LAPTOP-1');
    await stage.run();
    stage.engine.sandbox.clock.advance(10 * minute);
    await stage.run();
    assert.match((await stage.texts(0)).at(-1) ?? '', /^Intune shows the new name MMD-/);
    assert.equal((await stage.device(0)).renaming, undefined);
  });

  it('asks once while the device has not restarted, shown or not, and for the same name when that took too long', async () => {
    stage = await namingStage({ latencies: { actionNotice: 24 * 400 * hour, checkIn: 24 * 400 * hour } });
    stage.rename(0, 'LAPTOP-1');
    await stage.run();
    const name = (await stage.device(0)).renaming?.name;
    for (let runs = 0; runs < 5; runs += 1) {
      stage.engine.sandbox.clock.advance(4 * hour);
      await stage.run();
    }
    assert.equal(stage.asked(), 1);
    stage.engine.sandbox.clock.advance(stage.engine.policy.naming.takesUpTo);
    await stage.run();
    assert.equal(stage.asked(), 2);
    const { renaming, announcements } = await stage.device(0);
    assert.deepEqual([renaming?.name, renaming?.state], [name, 'queued']);
    assert.deepEqual(
      announcements.map(({ kind, detail }) => [kind, detail]),
      [['notRenamed', `${name} did not show within 14 days`]],
    );
  });

  it('leaves names that an exception keeps, and comes back when it is over', async () => {
    stage = await namingStage();
    stage.rename(0, 'LAPTOP-1');
    const exception = await stage.except({ scope: { kind: 'devices', deviceIds: [(await stage.device(0)).id] } });
    await stage.run();
    assert.equal(stage.asked(), 0);
    assert.ok(exception);
    await stage.engine.ports.store.replace('namingExceptions', { ...exception, state: 'revoked' });
    await stage.run();
    assert.equal(stage.asked(), 1);
  });

  it('applies the template of an exception, and says nothing of serial numbers that do not fit', async () => {
    stage = await namingStage();
    await stage.except({ wanted: { kind: 'template', template: 'CONTOSO-%SERIAL%' } });
    await stage.run();
    // TEST0000 has eight characters, one too many.
    assert.equal(stage.asked(), 0);
    assert.deepEqual((await planRenames(stage.engine.ports, stage.engine.policy)).left.noName, 3);
    await stage.except({ id: 'later', wanted: { kind: 'template', template: 'C-%SERIAL%' }, requestedAt: 1 });
    await stage.run();
    await stage.pass(10 * minute);
    assert.deepEqual(
      (await stage.engine.devices()).map(({ deviceName }) => deviceName),
      stage.serialNumbers.map((serialNumber) => `C-${serialNumber}`),
    );
  });

  it('honours an exception that is approved between the claim and the act', async () => {
    stage = await namingStage();
    stage.rename(0, 'LAPTOP-1');
    stage.rename(1, 'LAPTOP-2');
    await stage.pass(5 * minute);
    const { id } = await stage.device(0);
    const { store } = stage.engine.ports;
    const approving: Ports['store'] = {
      ...store,
      async replaceAll(collection, records) {
        const written = await store.replaceAll(collection, records);
        if (records.length === 2) await stage.except({ scope: { kind: 'devices', deviceIds: [id] } });
        return written;
      },
    };
    await renameDevices({ ...stage.engine.ports, store: approving }, stage.engine.policy);
    assert.equal(stage.asked(), 1);
    assert.equal((await stage.device(0)).renaming, undefined);
    assert.equal((await stage.texts(0)).at(-1), 'Not renamed: a naming exception was decided meanwhile');
    assert.equal((await stage.device(1)).renaming?.state, 'queued');
  });

  it('leaves hybrid joined devices, and notes that once', async () => {
    stage = await namingStage();
    stage.rename(0, 'LAPTOP-1');
    stage.engine.sandbox.tenant.joinHybrid(stage.serialNumbers[0] ?? '');
    await stage.run();
    await stage.run();
    assert.equal(stage.asked(), 0);
    assert.equal((await stage.texts(0)).filter((text) => text.includes('joined to a domain')).length, 1);
  });

  it('leaves a device that somebody else is renaming', async () => {
    stage = await namingStage({ listedActions: true });
    stage.rename(0, 'LAPTOP-1');
    const managed = [...stage.engine.sandbox.tenant.world().managed.values()].find(
      ({ serialNumber }) => serialNumber === stage.serialNumbers[0],
    );
    assert.ok(managed);
    const now = stage.engine.ports.clock.now();
    managed.actions = [{ name: 'setDeviceName', state: 'pending', startedAt: now, updatedAt: now }];
    await stage.run();
    assert.equal(stage.asked(), 0);
    assert.equal((await planRenames(stage.engine.ports, stage.engine.policy)).left.underWay, 1);
  });

  it('leaves devices that are being removed, and records of earlier lives', async () => {
    stage = await namingStage();
    for (const place of [0, 1]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * minute);
    const removed = await stage.device(0);
    await stage.engine.ports.store.replace('devices', { ...removed, removal: { by: { id: 'a', name: 'A' }, at: 1 } });
    const reborn = await stage.device(1);
    await stage.engine.ports.store.replace('devices', { ...reborn, managedDeviceId: 'anotherLife' });
    await stage.run();
    assert.equal(stage.asked(), 0);
  });

  it('shows what it would do, and does nothing', async () => {
    stage = await namingStage();
    for (const place of [0, 1]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * minute);
    await stage.except({ scope: { kind: 'devices', deviceIds: [(await stage.device(1)).id] } });
    const before = await stage.engine.devices();
    const plan = await planRenames(stage.engine.ports, stage.engine.policy, () => 0);
    assert.deepEqual(plan, {
      renames: [
        { deviceId: before[0]?.id, serialNumber: stage.serialNumbers[0], before: 'LAPTOP-0', after: 'MMD-00000000000' },
      ],
      left: { excepted: 1, hybridJoined: 0, justEnrolled: 0, underWay: 0, triedLately: 0, noName: 0 },
      later: 0,
      held: 0,
    });
    assert.deepEqual([await stage.engine.devices(), stage.asked()], [before, 0]);
  });

  it('leaves for later runs what is too much for one', async () => {
    stage = await namingStage();
    const { ports, policy } = stage.engine;
    for (const place of [0, 1, 2]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * minute);
    const small = { ...policy, naming: { ...policy.naming, mostPerRun: 2 } };
    assert.deepEqual((await planRenames(ports, small)).later, 1);
    const results = [];
    for (let runs = 0; runs < 3; runs += 1) {
      const { asked, later } = await renameDevices(ports, small);
      results.push([asked, later]);
    }
    assert.deepEqual(results, [
      [2, 1],
      [1, 0],
      [0, 0],
    ]);
  });
});
