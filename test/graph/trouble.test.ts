import assert from 'node:assert/strict';
import { encodeHash } from '../../sandbox/samples/encodeHash.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { createSandbox } from '../../sandbox/server.ts';
import { seededRandom } from '../../sandbox/tenant/random.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { Ports } from '../../src/registration/ports/ports.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const identities = '/deviceManagement/windowsAutopilotDeviceIdentities';

describe('Graph adapter in trouble', () => {
  let sandbox: Sandbox;
  let graph: Pick<Ports, 'autopilot' | 'directory' | 'intune'>;

  beforeEach(async () => {
    // A thousand times as fast: waits of seconds pass in milliseconds, without a test that sleeps.
    sandbox = await createSandbox({ speed: 1_000, latencies: 'quick' });
    graph = connectSandbox(sandbox, { clock: sandbox.clock, log: capturedLog(), health: createHealth(sandbox.clock) });
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  const row = (serialNumber: string) => ({
    serialNumber,
    groupTag: 'Microsoft365Managed_Standard',
    hardwareHash: encodeHash({ serialNumber, manufacturer: 'Dell Inc.', model: 'Latitude 5450' }, seededRandom(3)),
  });
  const posts = () =>
    sandbox.log.entries().filter(({ method, route }) => method === 'POST' && route.endsWith('/import')).length;

  it('never sends an import again on the word of a 429, and others wait as long as that says', async () => {
    sandbox.faults.add({ route: `${imports}/import`, status: 429, retryAfter: 30, count: 1 });
    const began = sandbox.clock.now();
    await assert.rejects(graph.autopilot.importDevices('import-1', [row('A1')]), { status: 429, retryAfter: 30_000 });
    assert.equal((await graph.autopilot.importRecords('import-1', [])).ours.length, 0);
    assert.ok(sandbox.clock.now() - began >= 30_000);
    assert.equal(posts(), 1);
  });

  it('makes all callers wait for one 429', async () => {
    sandbox.faults.add({ route: identities, status: 429, retryAfter: 60, count: 1 });
    await Promise.all([1, 2, 3].map(() => graph.autopilot.identitiesBySerialNumber(['A 1'])));
    const [first, ...others] = sandbox.log.entries().filter(({ route }) => route === identities);
    assert.equal(first?.status, 429);
    const late = others.filter(({ at }) => at - (first?.at ?? 0) >= 60_000);
    // Only those already on their way when the 429 came back were not held.
    assert.ok(late.length >= 1 && others.length <= 3, JSON.stringify(others));
  });

  it('tells what holds it up, and when that is over', async () => {
    const health = createHealth(sandbox.clock);
    const { autopilot } = connectSandbox(sandbox, { clock: sandbox.clock, log: capturedLog(), health });
    sandbox.faults.add({ route: imports, status: 429, retryAfter: 30, count: 1 });
    const reading = autopilot.importRecords('nobody', ['A1']);
    while (health.trouble() === undefined) await sandbox.clock.sleep(100);
    assert.equal(health.trouble()?.kind, 'throttled');
    await reading;
    assert.equal(health.trouble(), undefined);
  });

  it('does not keep a person waiting', async () => {
    const health = createHealth(sandbox.clock);
    const { interactive } = connectSandbox(sandbox, { clock: sandbox.clock, log: capturedLog(), health });
    sandbox.faults.add({ route: '/groups', status: 429, retryAfter: 600, count: 1 });
    const began = sandbox.clock.now();
    for (let n = 0; n < 2; n += 1) {
      await assert.rejects(
        () => interactive.directory.groupIds(['anything']),
        (error) => error instanceof ServiceError && error.kind === 'throttled',
      );
    }
    assert.ok(sandbox.clock.now() - began < 600_000);
    assert.equal(sandbox.log.entries().filter(({ route }) => route === '/groups').length, 1);
  });

  it('does not repeat an import whose answer was lost, and finds that it arrived', async () => {
    sandbox.faults.add({ route: `${imports}/import`, drop: true, when: 'after', count: 1 });
    await assert.rejects(
      () => graph.autopilot.importDevices('import-1', [row('A1')]),
      (error) => error instanceof ServiceError && error.kind === 'unavailable' && error.outcome === 'unknown',
    );
    assert.equal(posts(), 1);
    assert.equal((await graph.autopilot.importRecords('import-1', [])).ours.length, 1);
  });

  it('does not repeat an import after 503', async () => {
    sandbox.faults.add({ route: `${imports}/import`, status: 503, count: 1 });
    await assert.rejects(
      () => graph.autopilot.importDevices('import-1', [row('A1')]),
      (error) => error instanceof ServiceError && error.outcome === 'unknown',
    );
    assert.equal(posts(), 1);
  });

  it('repeats reads after 503 and dropped connections', async () => {
    sandbox.faults.add({ route: imports, status: 503, count: 2 });
    sandbox.faults.add({ route: imports, drop: true, count: 1 });
    assert.deepEqual(await graph.autopilot.importRecords('nobody', []), { ours: [], others: [] });
  });

  it('gives up on a service that stays away, and says so', async () => {
    sandbox.faults.add({ route: imports, status: 503 });
    await assert.rejects(
      () => graph.autopilot.importRecords('nobody', ['A1']),
      (error) => error instanceof ServiceError && error.kind === 'unavailable' && error.status === 503,
    );
  });

  it('repeats only the items of a batch that were throttled', async () => {
    await graph.autopilot.importDevices('import-1', ['A1', 'A2', 'A3', 'A4'].map(row));
    const { ours: records } = await graph.autopilot.importRecords('import-1', []);
    sandbox.faults.add({ route: `${imports}/*`, method: 'DELETE', status: 429, retryAfter: 20, count: 2 });
    await graph.autopilot.deleteImportRecords(records.map(({ id }) => id));
    assert.deepEqual((await graph.autopilot.importRecords('import-1', [])).ours, []);
    const deletes = sandbox.log.entries().filter(({ method, batch }) => method === 'DELETE' && batch !== undefined);
    assert.equal(deletes.length, 6);
  });

  it('never takes a forbidden item of a batch for a device that does not exist', async () => {
    sandbox.faults.add({ route: `${identities}/*`, status: 403 });
    await assert.rejects(
      () => graph.autopilot.identities(['6c7a0000-0000-4000-8000-000000000000']),
      (error) => error instanceof ServiceError && error.kind === 'forbidden',
    );
    sandbox.faults.clear();
    assert.equal((await graph.autopilot.identities(['6c7a0000-0000-4000-8000-000000000000'])).size, 0);
  });

  it('takes a sync that is not due for what it is', async () => {
    assert.equal(await graph.autopilot.sync(), 'started');
    assert.equal(await graph.autopilot.sync(), 'notNow');
  });

  it('finds serial numbers that contain filters cannot, and only exact ones', async () => {
    sandbox.tenant.partnerUpload(
      ['7461-3612-30', '7461-3612-3', 'VMware-56 4d'].map((serialNumber) => ({
        serialNumber,
        manufacturer: 'VMware, Inc.',
        model: 'VMware20,1',
        groupTag: '',
      })),
    );
    sandbox.clock.advance(3_600_000);
    const found = await graph.autopilot.identitiesBySerialNumber(['7461-3612-3', 'VMware-56 4d']);
    assert.deepEqual(
      [...found.values()].flatMap((identities) =>
        identities === 'unread' ? [] : identities.map(({ serialNumber }) => serialNumber),
      ),
      ['7461-3612-3', 'VMware-56 4d'],
    );
  });

  it('adds members where some are members already, and says which it could not', async () => {
    const devices = ['B1', 'B2', 'B3'].map((serialNumber) => ({
      serialNumber,
      manufacturer: 'HP',
      model: 'EliteBook',
      groupTag: '',
    }));
    sandbox.tenant.partnerUpload(devices);
    sandbox.clock.advance(3_600_000);
    const objectIds = [...sandbox.tenant.world().devices.values()].map(({ objectId }) => objectId);
    const group = 'Modern Workplace Devices-All';
    const groupId = (await graph.directory.groupIds([group])).get(group) ?? '';
    const [first = ''] = objectIds;
    assert.deepEqual(await graph.directory.addMembers(new Map([[groupId, [first]]])), new Map());
    sandbox.clock.advance(60_000);
    const ghost = '99999999-0000-4000-8000-000000000000';
    const left = await graph.directory.addMembers(new Map([[groupId, [...objectIds, ghost]]]));
    const { error, ...unchanged } = left.get(groupId) ?? { objectIds: [], refusal: undefined };
    assert.deepEqual(unchanged, { objectIds: [ghost], refusal: undefined });
    assert.equal(error?.kind, 'notFound');
    sandbox.clock.advance(60_000);
    const memberships = await graph.directory.memberships(objectIds, [groupId]);
    assert.ok(objectIds.every((id) => memberships.get(id)?.has(groupId)));
  });

  it('believes no row Intune was not asked for', async () => {
    assert.equal((await graph.intune.managedDevices(['99999999-0000-4000-8000-000000000000'], 0)).size, 0);
  });
});
