import assert from 'node:assert/strict';
import { graphPermissions, permissionFor } from '../../../src/graph/permissions.ts';
import { deliverJob } from '../../../src/jobs/deliver.ts';
import { discover } from '../../../src/registration/discovery/discover.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const user = 'LynneR@contoso.example';
/** What a registration needs: deleting from Intune and renaming are no part of it, and being told of changes only makes it faster. */
const names = graphPermissions
  .map(({ name }) => name)
  .filter((name) => !/^DeviceManagementManagedDevices\.(ReadWrite|PrivilegedOperations)\.|^Group\.Read\./.test(name));
const isActive = ({ status }: Device) => status === 'active';

describe('missing permissions', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  /** An engine whose Preflight has these permissions and no other. */
  const start = async (permissions: readonly string[]) => {
    engine = await createEngine({ signInAfter: 60_000, throttling: false });
    engine.sandbox.permissions.clear();
    for (const name of permissions) engine.sandbox.permissions.add(name);
    const { turn } = engine;
    const errors: unknown[] = [];
    engine.turn = () => turn().catch((error: unknown) => void errors.push(error));
    return errors;
  };
  const isToldOnce = ({ announcementCount, status }: Device) => announcementCount === (status === 'pending' ? 1 : 2);

  for (const withheld of names) {
    it(`says that ${withheld} is missing, once, and goes on when it is granted`, async () => {
      const granted = names.filter((name) => name !== withheld);
      const errors = await start(granted);
      await engine.register(2, { assignedUser: user });
      const missing = await engine.until(({ problem }) => problem?.code === 'permission-missing');
      await idle(engine, 90);
      for (const { problem } of missing) {
        assert.equal(problem?.permission, withheld);
        assert.match(problem?.requestId ?? '', /^[0-9a-f-]{36}$/);
      }
      assert.ok((await engine.devices()).every(isToldOnce), JSON.stringify(await engine.devices()));
      const digest = engine.ports.courier.digests.find(({ digest: { kind } }) => kind === 'stuck')?.digest;
      assert.deepEqual(
        digest?.devices.map(({ permission }) => permission),
        [withheld, withheld],
      );
      const [shown] = engine.ports.courier.cards.at(-1)?.problems ?? [];
      assert.ok(shown?.remedy.startsWith(`Grant ${withheld} to Preflight`), shown?.remedy);
      engine.sandbox.permissions.add(withheld);
      const active = await engine.until(isActive);
      assert.ok(active.every(({ problem }) => problem === undefined));
      const other = errors.flatMap((error) => (error instanceof AggregateError ? error.errors : [error]));
      assert.ok(other.every((error) => error instanceof ServiceError && error.permission === withheld));
    });
  }

  it('tells reading from changing: members may be read but not added', async () => {
    const granted = [...names.filter((name) => name !== 'GroupMember.ReadWrite.All'), 'GroupMember.Read.All'];
    await start(granted);
    await engine.register(1);
    await engine.until(({ problem }) => problem?.code === 'permission-missing');
    await idle(engine, 90);
    const [device] = await engine.devices();
    assert.deepEqual([device?.step, device?.problem?.permission], ['linked', 'GroupMember.ReadWrite.All']);
    assert.equal(device?.announcementCount, 1);
    engine.sandbox.permissions.add('GroupMember.ReadWrite.All');
    await engine.until(isActive);
  });

  it('tells a sign-in that is refused from a missing permission', async () => {
    await start(names);
    engine.sandbox.faults.add({ route: '/deviceManagement/**', status: 401 });
    await engine.register(1);
    await engine.until(({ problem }) => problem !== undefined);
    const [device] = await engine.devices();
    assert.deepEqual([device?.problem?.code, device?.problem?.permission], ['sign-in-failed', undefined]);
    assert.match(JSON.stringify(device?.timeline), /cannot sign in to Microsoft Graph/);
    engine.sandbox.faults.clear();
    const ready = await engine.until(isActive);
    assert.equal(ready[0]?.problem, undefined);
  });

  for (const status of [401, 403]) {
    it(`tells nobody of one ${status} that is over with the next look`, async () => {
      await start(names);
      await engine.register(5);
      await engine.until(({ step }) => step === 'importing');
      const route = '/deviceManagement/importedWindowsAutopilotDeviceIdentities**';
      // One 401 is answered with a new token; a second one says that the sign-in does not work.
      engine.sandbox.faults.add({ route, method: 'GET', status, count: status === 401 ? 2 : 1 });
      await engine.until(({ problem }) => problem !== undefined);
      assert.ok((await engine.devices()).every(({ announcementCount }) => announcementCount === 0));
      const later = await engine.until(isActive);
      assert.ok(later.every(({ announcementCount }) => announcementCount === 2));
      assert.ok(engine.ports.courier.digests.every(({ digest }) => digest.kind !== 'stuck'));
    });
  }

  it('concerns the devices of one group when that group alone refuses', async () => {
    await start(names);
    const groups = [...engine.sandbox.tenant.world().groups.values()];
    const group = groups.find(({ displayName }) => displayName === 'Modern Workplace Device Profiles - Power User');
    assert.ok(group);
    engine.sandbox.faults.add({ route: `/groups/${group.id}`, method: 'PATCH', status: 403 });
    await engine.register(1, { profile: 'PowerUser', prefix: 'PU' });
    await engine.register(2, { prefix: 'STD' });
    await idle(engine, 120);
    assert.deepEqual(
      (await engine.devices()).map(({ serialNumber, status, problem }) => [serialNumber, status, problem?.code]),
      [
        ['PU0000', 'pending', 'permission-missing'],
        ['STD0000', 'active', undefined],
        ['STD0001', 'active', undefined],
      ],
    );
    const stuck = engine.ports.courier.digests.filter(({ digest: { kind } }) => kind === 'stuck');
    assert.deepEqual(
      stuck.flatMap(({ digest }) => digest.devices.map(({ serialNumber }) => serialNumber)),
      ['PU0000'],
    );
  });

  it('says it once on the card of the batch that waits for it, and nowhere else', async () => {
    await start(names);
    await engine.register(1, { prefix: 'DONE' });
    await engine.until(isActive);
    engine.sandbox.permissions.delete('DeviceManagementManagedDevices.Read.All');
    const { batchId } = await engine.register(2, { prefix: 'WAIT' });
    await engine.until(({ serialNumber, problem }) => serialNumber.startsWith('DONE') || problem !== undefined);
    await engine.turn();
    const { cards } = engine.ports.courier;
    const deliver = deliverJob(engine.ports, engine.policy);
    await deliver.run(new AbortController().signal);
    const drawn = cards.length;
    for (let minute = 0; minute < 60; minute += 1) {
      engine.sandbox.clock.advance(30_000);
      await engine.turn();
      await deliver.run(new AbortController().signal);
      engine.sandbox.clock.advance(30_000);
      await deliver.run(new AbortController().signal);
    }
    const later = cards.slice(drawn);
    const texts = new Set(
      later.map(({ waiting }) => waiting?.explanation.replace(/[0-9]+ (minutes?|hours?) so far/, '')),
    );
    assert.deepEqual([...new Set(later.map(({ batch }) => batch.id))], [batchId]);
    assert.equal(texts.size, 1, JSON.stringify([...texts]));
    // Only to be current: every ten minutes, and once more when the devices are first late.
    assert.ok(later.length <= 8, `${later.length} edits in an hour`);
    assert.match(later.at(-1)?.problems[0]?.remedy ?? '', /Grant DeviceManagementManagedDevices\.Read\.All/);
    assert.equal(engine.ports.health.trouble(), undefined);
  });

  it('does not take the hourly lists, which need another permission, for its end', async () => {
    await start(names.filter((name) => name !== 'DeviceManagementManagedDevices.Read.All'));
    await engine.register(1);
    await engine.until(({ problem }) => problem?.code === 'permission-missing');
    for (let hours = 0; hours < 3; hours += 1) {
      await discover(engine.ports, engine.policy);
      const [device] = await engine.devices();
      assert.equal(device?.problem?.permission, 'DeviceManagementManagedDevices.Read.All');
      await idle(engine, 60);
    }
    assert.ok((await engine.devices()).every(isToldOnce));
  });

  it('has a permission for every request of a registration', async () => {
    await start(names);
    await engine.register(1, { assignedUser: user });
    await engine.until(isActive);
    const unknown = engine.sandbox.log
      .entries()
      .map(({ method, url }) => ({ method, path: url.replace(/^\/(v1\.0|beta)/, '') }))
      .filter(({ method, path }) => path !== '/$batch' && permissionFor({ method, path }) === undefined);
    assert.deepEqual(unknown, []);
  });
});

/** Turns and moves on for so many minutes. */
async function idle(engine: Engine, minutes: number): Promise<void> {
  await assert.rejects(() => engine.until(() => false, minutes * 60_000), /not in/);
}
