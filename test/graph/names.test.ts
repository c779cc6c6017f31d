import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { NamedDevice } from '../../src/registration/ports/intune.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';

const action = '/deviceManagement/managedDevices/*/setDeviceName';

describe('names in Graph', () => {
  let sandbox: Sandbox;
  let graph: ReturnType<typeof connectSandbox>;
  beforeEach(async () => {
    sandbox = await createSandbox({
      speed: 1_000,
      latencies: 'quick',
      fleet: 25,
      limits: { intunePage: 10 },
      listedActions: true,
    });
    graph = connectSandbox(sandbox, { clock: sandbox.clock, log: capturedLog(), health: createHealth(sandbox.clock) });
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  const listed = async () => (await Array.fromAsync(graph.intune.namedDevices())).flat();
  const managed = () => [...sandbox.tenant.world().managed.values()];
  const actions = (states: Record<string, number>): void => {
    const [device] = managed();
    assert.ok(device);
    device.actions = Object.entries(states).map(([state, startedAt]) => ({
      name: 'setDeviceName',
      state: state as 'pending',
      startedAt,
      updatedAt: startedAt,
    }));
  };

  it('are read of all managed devices, page by page', async () => {
    const pages = await Array.fromAsync(graph.intune.namedDevices());
    assert.deepEqual(
      pages.map(({ length }) => length),
      [10, 10, 5],
    );
    assert.deepEqual(
      pages.flat().map(({ deviceName }) => deviceName),
      managed().map(({ deviceName }) => deviceName),
    );
    assert.ok(pages.flat().every(({ hybridJoined, rename }) => !hybridJoined && rename === undefined));
  });

  it('tell which devices are joined to a domain too', async () => {
    sandbox.tenant.joinHybrid('FLT000003');
    const hybrid = (await listed()).filter(({ hybridJoined }) => hybridJoined);
    assert.deepEqual(
      hybrid.map(({ serialNumber }) => serialNumber),
      ['FLT000003'],
    );
  });

  for (const [state, expected] of [
    ['pending', 'pending'],
    ['active', 'pending'],
    ['done', 'done'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['notSupported', 'failed'],
    ['none', undefined],
  ] as const)
    it(`take an action that is ${state} for ${expected ?? 'none'}`, async () => {
      actions({ [state]: 86_400_000 });
      const [device] = await listed();
      const rename: NamedDevice['rename'] =
        expected === undefined ? undefined : { state: expected, startedAt: 86_400_000 };
      assert.deepEqual(device?.rename, rename);
    });

  it('count the latest of several actions', async () => {
    actions({ failed: 1_000, pending: 3_000, done: 2_000 });
    assert.deepEqual((await listed())[0]?.rename, { state: 'pending', startedAt: 3_000 });
  });

  it('are queued twenty to a round trip, each answered for itself, and those of devices that are gone say so', async () => {
    sandbox.tenant.refuseNames('FLT000002', { status: 400, code: 'BadRequest' });
    const names = new Map(managed().map(({ id }, index) => [id, `NEW-${index}`]));
    const gone = '00000000-0000-4000-8000-00000000dead';
    names.set(gone, 'NEW-GONE');
    sandbox.log.reset();
    const answers = await graph.intune.setNames(names);
    assert.equal(sandbox.log.counters().roundTrips, 2);
    const absent = answers.get(gone);
    assert.ok(absent instanceof ServiceError && absent.kind === 'notFound');
    const refused = [...answers].filter(([id, answer]) => answer !== 'done' && id !== gone);
    const [[id, error] = []] = refused;
    assert.equal(refused.length, 1);
    assert.equal(sandbox.tenant.world().managed.get(id ?? '')?.serialNumber, 'FLT000002');
    assert.ok(error instanceof ServiceError && error.kind === 'refused' && error.code === 'BadRequest');
  });

  it('are asked for once more where a single one was throttled, after its pause', async () => {
    sandbox.faults.add({ route: action, method: 'POST', status: 429, retryAfter: 3, count: 2 });
    const names = new Map(managed().map(({ id }, index) => [id, `NEW-${index}`]));
    const answers = await graph.intune.setNames(names);
    assert.ok([...answers.values()].every((answer) => answer === 'done'));
    assert.equal(sandbox.log.entries().filter(({ route }) => route.endsWith('/setDeviceName')).length, 27);
  });

  it('are the permission of their own that a refusal names', async () => {
    sandbox.permissions.delete('DeviceManagementManagedDevices.PrivilegedOperations.All');
    const [device] = managed();
    const [answer] = (await graph.intune.setNames(new Map([[device?.id ?? '', 'NEW-1']]))).values();
    assert.ok(answer instanceof ServiceError);
    assert.equal(answer.permission, 'DeviceManagementManagedDevices.PrivilegedOperations.All');
  });
});

describe('name templates in Graph', () => {
  it('are set, emptied and read back', async () => {
    const sandbox = await createSandbox({ speed: 1_000, latencies: 'quick' });
    const { clock } = sandbox;
    const { autopilot } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) });
    try {
      const [first] = await autopilot.profiles();
      assert.equal(first?.deviceNameTemplate, 'MMD-%RAND:11%');
      const read = async () => (await autopilot.profiles()).find(({ id }) => id === first?.id)?.deviceNameTemplate;
      await autopilot.setNameTemplate(first?.id ?? '', 'CONTOSO-%SERIAL%');
      assert.equal(await read(), 'CONTOSO-%SERIAL%');
      await autopilot.setNameTemplate(first?.id ?? '', '');
      assert.equal(await read(), undefined);
      assert.deepEqual(sandbox.violations(), []);
    } finally {
      await sandbox.close();
    }
  });
});

describe('the users of a group', () => {
  it('are read with those of nested groups, each once, and nobody else', async () => {
    const sandbox = await createSandbox({ speed: 1_000, latencies: 'quick', fleet: 1, limits: { directoryPage: 2 } });
    const { clock } = sandbox;
    const { directory } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) });
    try {
      const world = sandbox.tenant.world();
      const named = (name: string) => [...world.groups.values()].find(({ displayName }) => displayName === name);
      const [outer, inner] = [named('Preflight approvers'), named('Preflight administrators')];
      const [device] = world.devices.keys();
      assert.ok(outer !== undefined && inner !== undefined && device !== undefined);
      const before = new Set([...outer.members.keys(), ...inner.members.keys()]);
      const [member] = outer.members;
      const since = member?.[1];
      assert.ok(since !== undefined && before.size > 1);
      for (const [group, id] of [
        [outer, inner.id],
        [inner, outer.id],
        [outer, device],
      ] as const)
        group.members.set(id, since);
      const users = await directory.usersOf(outer.id);
      assert.deepEqual(new Set(users.map(({ id }) => id)), before);
      assert.equal(users.length, before.size);
      for (const { id, name } of users) assert.equal(name, world.users.get(id)?.displayName);
      await assert.rejects(directory.usersOf('00000000-0000-4000-8000-00000000dead'), ServiceError);
      assert.deepEqual(sandbox.violations(), []);
    } finally {
      await sandbox.close();
    }
  });
});
