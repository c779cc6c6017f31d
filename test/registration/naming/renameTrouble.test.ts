import assert from 'node:assert/strict';
import { renameDevices } from '../../../src/registration/naming/renameDevices.ts';
import { mortality } from '../../support/mortal.ts';
import { type NamingStage, namingStage } from '../../support/namingStage.ts';

const minute = 60_000;
const hour = 60 * minute;
const permission = 'DeviceManagementManagedDevices.PrivilegedOperations.All';

describe('the rename job in trouble', () => {
  let stage: NamingStage;
  afterEach(() => stage.close());

  it('announces a refusal once, tries again once a day, and forgets it when a rename works', async () => {
    stage = await namingStage();
    const [serialNumber = ''] = stage.serialNumbers;
    stage.rename(0, 'LAPTOP-1');
    stage.engine.sandbox.tenant.refuseNames(serialNumber, { status: 400, code: 'BadRequest' });
    for (let runs = 0; runs < 13; runs += 1) {
      await stage.run();
      stage.engine.sandbox.clock.advance(4 * hour);
    }
    assert.equal(stage.asked(), 3);
    const failed = await stage.device(0);
    const name = failed.renaming?.name;
    assert.deepEqual(
      failed.announcements.map(({ kind, detail }) => [kind, detail]),
      [['notRenamed', `Intune refused the name ${name} (BadRequest)`]],
    );
    stage.engine.sandbox.tenant.allowNames(serialNumber);
    stage.engine.sandbox.clock.advance(24 * hour);
    await stage.run();
    await stage.pass(10 * minute);
    const renamed = await stage.device(0);
    assert.deepEqual([renamed.deviceName, renamed.notRenamedSince], [name, undefined]);
  });

  it('announces a name that failed on the device, where Intune shows that', async () => {
    stage = await namingStage({ listedActions: true });
    stage.rename(0, 'LAPTOP-1');
    stage.engine.sandbox.tenant.failNames(stage.serialNumbers[0] ?? '');
    await stage.run();
    stage.engine.sandbox.clock.advance(4 * hour);
    await stage.run();
    stage.engine.sandbox.clock.advance(4 * hour);
    await stage.run();
    const { renaming, announcements } = await stage.device(0);
    assert.equal(renaming?.state, 'failed');
    assert.deepEqual(
      announcements.map(({ kind }) => kind),
      ['notRenamed'],
    );
    assert.equal(stage.asked(), 1);
  });

  for (const why of ['an exception keeps its name', 'its name follows otherwise'])
    it(`announces no name that did not come where meanwhile ${why}`, async () => {
      stage = await namingStage({ latencies: { actionNotice: 24 * 400 * hour, checkIn: 24 * 400 * hour } });
      const { sandbox, policy } = stage.engine;
      stage.rename(0, 'LAPTOP-1');
      await stage.run();
      const until = sandbox.clock.now() + 60 * 24 * hour;
      if (why.startsWith('an')) await stage.except({ until });
      else {
        const managed = sandbox.tenant.world().managed.get((await stage.device(0)).managedDeviceId ?? '');
        assert.ok(managed);
        Object.assign(managed, { deviceName: 'MMD-00000000001', orderedName: undefined, nextName: undefined });
      }
      sandbox.clock.advance(policy.naming.takesUpTo);
      await stage.run();
      const { announcements, announcementCount, renaming, notRenamedSince } = await stage.device(0);
      assert.deepEqual([announcements, announcementCount, notRenamedSince, renaming], [[], 2, undefined, undefined]);
      assert.equal(stage.asked(), 1);
    });

  for (const listedActions of [true, false])
    for (const when of ['before', 'after'] as const)
      it(`asks for one name when the process dies ${when} it asked, lists ${listedActions ? 'with' : 'without'} actions`, async () => {
        stage = await namingStage({ listedActions });
        stage.rename(0, 'LAPTOP-1');
        await stage.pass(5 * minute);
        const { intune } = stage.engine.ports;
        const dying = {
          ...stage.engine.ports,
          intune: {
            ...intune,
            namedDevices: () => intune.namedDevices(),
            async setNames(names: ReadonlyMap<string, string>): Promise<never> {
              if (when === 'after') await intune.setNames(names);
              throw new Error('the process dies here');
            },
          },
        };
        await assert.rejects(renameDevices(dying, stage.engine.policy), /dies here/);
        const claimed = await stage.device(0);
        assert.equal(claimed.renaming?.state, 'claimed');
        await stage.run();
        assert.equal((await stage.device(0)).renaming?.state, when === 'after' && listedActions ? 'queued' : 'claimed');
        stage.engine.sandbox.clock.advance(stage.engine.policy.naming.retryAfter);
        await stage.run();
        await stage.pass(10 * minute);
        assert.equal((await stage.device(0)).deviceName, claimed.renaming?.name);
        assert.equal((await stage.device(0)).announcements.length, 0);
        assert.ok(stage.asked() <= 1);
      });

  it('waits with what stays throttled, holds up no other, and asks again a day later', async () => {
    stage = await namingStage();
    for (const place of [0, 1, 2]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * minute);
    const { id, managedDeviceId } = await stage.device(0);
    stage.engine.sandbox.faults.add({
      route: `/deviceManagement/managedDevices/${managedDeviceId}/setDeviceName`,
      status: 429,
      retryAfter: 1,
    });
    await stage.run();
    const states = async () => (await stage.engine.devices()).map((each) => [each.id === id, each.renaming?.state]);
    assert.deepEqual(await states(), [
      [true, 'claimed'],
      [false, 'queued'],
      [false, 'queued'],
    ]);
    stage.engine.sandbox.faults.clear();
    await stage.run();
    assert.equal((await stage.device(0)).renaming?.state, 'claimed');
    stage.engine.sandbox.clock.advance(stage.engine.policy.naming.retryAfter);
    await stage.run();
    assert.equal((await stage.device(0)).renaming?.state, 'queued');
    assert.equal((await stage.device(0)).announcements.length, 0);
  });

  it('takes a claim back where Intune does not have the device any more', async () => {
    stage = await namingStage();
    for (const place of [0, 1]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * minute);
    const before = await stage.device(0);
    const { ports, policy } = stage.engine;
    const { intune } = ports;
    const losing = {
      ...ports,
      intune: {
        ...intune,
        async setNames(names: ReadonlyMap<string, string>) {
          stage.engine.sandbox.tenant.world().managed.delete(before.managedDeviceId ?? '');
          return intune.setNames(names);
        },
      },
    };
    assert.equal((await renameDevices(losing, policy)).asked, 1);
    const { version: _, ...after } = await stage.device(0);
    const { version: __, ...expected } = before;
    assert.deepEqual(after, expected);
    assert.equal((await stage.device(1)).renaming?.state, 'queued');
  });

  it('says once that a permission is missing, leaves devices as they were, and goes on when it is granted', async () => {
    stage = await namingStage();
    for (const place of [0, 1, 2]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * minute);
    const before = await stage.engine.devices();
    stage.engine.sandbox.permissions.delete(permission);
    await stage.run();
    await stage.run();
    assert.deepEqual(await stage.notices(), ['names:permission']);
    const after = await stage.engine.devices();
    assert.deepEqual(
      after.map(({ version: _, ...each }) => each),
      before.map(({ version: _, ...each }) => each),
    );
    const notice = await stage.engine.ports.store.get('notices', 'names:permission');
    assert.ok(notice?.remedy.includes(permission), notice?.remedy);
    stage.engine.sandbox.permissions.add(permission);
    await stage.run();
    assert.deepEqual(await stage.notices(), []);
    assert.ok((await stage.engine.devices()).every(({ renaming }) => renaming?.state === 'queued'));
  });

  it('says that names cannot be read, where that is not allowed', async () => {
    stage = await namingStage();
    stage.engine.sandbox.permissions.delete('DeviceManagementManagedDevices.Read.All');
    stage.engine.sandbox.permissions.delete('DeviceManagementManagedDevices.ReadWrite.All');
    await stage.run();
    assert.deepEqual(await stage.notices(), ['names:permission']);
  });

  it('renames nobody when it is stopped, or when a page cannot be read', async () => {
    stage = await namingStage({ limits: { intunePage: 2 } });
    for (const place of [0, 1, 2]) stage.rename(place, `LAPTOP-${place}`);
    await renameDevices(stage.engine.ports, stage.engine.policy, { signal: AbortSignal.abort() });
    stage.engine.sandbox.faults.add({ route: '/deviceManagement/managedDevices', method: 'GET', status: 500 });
    await assert.rejects(stage.run());
    assert.equal(stage.asked(), 0);
  });

  it('announces once that no free name is left', async () => {
    stage = await namingStage({
      policy: {
        naming: {
          template: 'MMD-%RAND:11%',
          mostPerRun: 2,
          retryAfter: hour,
          takesUpTo: 24 * hour,
          longestException: 366,
        },
      },
    });
    await stage.engine.register(12, { prefix: 'MORE' });
    await stage.engine.until(({ status }) => status === 'active', 8 * hour);
    await stage.pass(hour);
    await stage.except({ wanted: { kind: 'template', template: 'M%RAND:1%' } });
    for (let runs = 0; runs < 10; runs += 1) {
      await stage.run();
      await stage.pass(10 * minute);
    }
    const devices = await stage.engine.devices();
    const named = devices.filter(({ deviceName }) => /^M\d$/.test(deviceName ?? ''));
    assert.equal(new Set(named.map(({ deviceName }) => deviceName)).size, 10);
    const told = devices.filter(({ notRenamedSince }) => notRenamedSince !== undefined);
    assert.equal(told.length, 5);
    for (const { timeline } of told)
      assert.equal(
        timeline.filter(({ text }) => text === 'Not renamed: every name of M%RAND:1% that was tried is taken').length,
        1,
      );
  });

  for (const when of ['before', 'after'] as const)
    it(`asks for no second name wherever a process dies, ${when} an operation`, async () => {
      const life = mortality();
      stage = await namingStage({ life });
      let deaths = 0;
      for (let operation = 1; ; operation += 1) {
        stage.rename(0, `LAPTOP-${operation}`);
        await stage.pass(5 * minute);
        const lines = (await stage.texts(0)).length;
        Object.assign(life, { armed: true, dieAt: life.count + operation, when, dead: false });
        const died = await stage.run().then(
          () => false,
          () => true,
        );
        Object.assign(life, { armed: false, dieAt: undefined, dead: false });
        stage.engine.sandbox.clock.advance(stage.engine.policy.naming.retryAfter);
        await stage.run();
        await stage.pass(10 * minute);
        const { deviceName, renaming, timeline, announcementCount } = await stage.device(0);
        const given = timeline.slice(lines).flatMap(({ text }) => /to be renamed to (.*)/.exec(text)?.[1] ?? []);
        assert.deepEqual([...new Set(given)], [deviceName], `operation ${operation}`);
        assert.deepEqual([renaming, announcementCount], [undefined, 2]);
        if (!died) break;
        deaths += 1;
      }
      assert.ok(deaths >= 4, `${deaths} deaths`);
    });

  it('gives no device a name that another one is about to take', async () => {
    const naming = {
      template: 'M%RAND:2%',
      mostPerRun: 1,
      retryAfter: hour,
      takesUpTo: 24 * 14 * hour,
      longestException: 366,
    };
    stage = await namingStage({
      policy: { naming },
      latencies: { actionNotice: 24 * 400 * hour, checkIn: 24 * 400 * hour },
    });
    const { ports, policy } = stage.engine;
    for (let runs = 0; runs < 3; runs += 1) {
      let tries = 0;
      // The same digit first for everybody, then the next.
      const random = () => Math.floor(tries++ / 4) / 10;
      await renameDevices(ports, policy, { random });
    }
    const names = (await stage.engine.devices()).map(({ renaming }) => renaming?.name);
    assert.deepEqual(new Set(names), new Set(['M00', 'M11', 'M22']));
  });

  it('notes what Intune answered although somebody else wrote the device meanwhile', async () => {
    stage = await namingStage();
    for (const place of [0, 1]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * minute);
    const { ports, policy } = stage.engine;
    const { store, intune } = ports;
    const [written, confirmed] = [await stage.device(0), await stage.device(1)];
    const slow = {
      ...ports,
      intune: {
        ...intune,
        async setNames(names: ReadonlyMap<string, string>) {
          const answers = await intune.setNames(names);
          const one = await store.get('devices', written.id);
          const other = await store.get('devices', confirmed.id);
          assert.ok(one !== undefined && other !== undefined);
          await store.replace('devices', { ...one, lastSyncAt: 1 });
          await store.replace('devices', { ...other, deviceName: other.renaming?.name, renaming: undefined });
          return answers;
        },
      },
    };
    await renameDevices(slow, policy);
    const after = await stage.device(0);
    assert.deepEqual([after.renaming?.state, after.lastSyncAt], ['queued', 1]);
    assert.equal((await stage.device(1)).renaming, undefined);
  });
});
