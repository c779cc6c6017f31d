import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { Ports } from '../../src/registration/ports/ports.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';

const managedDevices = '/deviceManagement/managedDevices';
const identities = '/deviceManagement/windowsAutopilotDeviceIdentities';

describe('taking devices away', () => {
  let sandbox: Sandbox;
  let graph: Pick<Ports, 'autopilot' | 'directory' | 'intune'>;
  beforeEach(async () => {
    sandbox = await createSandbox({ speed: 1_000, latencies: 'quick', fleet: 30, limits: { intunePage: 10 } });
    const { clock } = sandbox;
    graph = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) });
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  const fleet = () => [...sandbox.tenant.world().managed.values()];

  it('deletes managed devices in sets; those already gone are fine', async () => {
    const ids = fleet().map(({ id }) => id);
    const results = await graph.intune.deleteDevices([...ids, ids[0] ?? '', 'nobody']);
    assert.deepEqual(
      [...results],
      [...ids, 'nobody'].map((id) => [id, 'done']),
    );
    assert.equal(sandbox.log.counters().roundTrips, 2);
    while (sandbox.tenant.world().managed.size > 0) await sandbox.clock.sleep(1_000);
  });

  it('says which were refused, with code and request id, and does the others', async () => {
    const [first, second, third] = fleet();
    sandbox.faults.add({ route: `${managedDevices}/${first?.id}`, status: 400 });
    sandbox.faults.add({ route: `${managedDevices}/${second?.id}`, status: 403 });
    const ids = fleet().map(({ id }) => id);
    const results = await graph.intune.deleteDevices(ids);
    const kinds = [first, second, third].map((device) => {
      const result = results.get(device?.id ?? '');
      if (!(result instanceof ServiceError)) return result;
      assert.ok(result.code !== '' && result.requestId !== undefined);
      return result.kind;
    });
    assert.deepEqual(kinds, ['refused', 'forbidden', 'done']);
    assert.equal([...results.values()].filter((result) => result === 'done').length, ids.length - 2);
  });

  it('repeats only what was throttled, after its pause', async () => {
    const [first, ...others] = fleet();
    sandbox.faults.add({ route: `${managedDevices}/${first?.id}`, status: 429, retryAfter: 30, count: 1 });
    const began = sandbox.clock.now();
    const results = await graph.intune.deleteDevices([first, ...others.slice(0, 5)].map((device) => device?.id ?? ''));
    assert.ok([...results.values()].every((result) => result === 'done'));
    assert.ok(sandbox.clock.now() - began >= 30_000);
    const sent = sandbox.log.entries().filter(({ method }) => method === 'DELETE');
    assert.equal(sent.length, 7);
  });

  it('refuses the identity of an enrolled device, unassigns its user, and deletes it afterwards', async () => {
    const [enrolled] = fleet();
    const identity = [...sandbox.tenant.world().autopilot.values()].find(
      ({ managedDeviceId }) => managedDeviceId === enrolled?.id,
    );
    assert.ok(enrolled && identity);
    const refused = (await graph.autopilot.deleteIdentities([identity.id])).get(identity.id);
    assert.ok(refused instanceof ServiceError && refused.kind === 'refused');
    identity.userPrincipalName = 'LynneR@contoso.example';
    const read = async () => (await graph.autopilot.identities([identity.id])).get(identity.id);
    const before = await read();
    assert.equal(before !== 'unread' && before?.assignedUser, 'LynneR@contoso.example');
    assert.deepEqual(
      await graph.autopilot.unassignUsers([identity.id, 'nobody']),
      new Map([
        [identity.id, 'done'],
        ['nobody', 'done'],
      ]),
    );
    await graph.intune.deleteDevices([enrolled.id]);
    while (sandbox.tenant.world().managed.has(enrolled.id)) await sandbox.clock.sleep(1_000);
    assert.equal((await graph.autopilot.deleteIdentities([identity.id])).get(identity.id), 'done');
    while ((await read()) !== undefined) await sandbox.clock.sleep(5_000);
    assert.equal(
      sandbox.log
        .entries()
        .filter(({ route }) => route.startsWith(`${identities}/`) && route.endsWith('unassignUserFromDevice')).length,
      2,
    );
  });

  it('finds every Intune record of a device, and no other', async () => {
    const [first, second] = fleet();
    assert.ok(first && second);
    sandbox.tenant.world().managed.set('older', { ...first, id: 'older' });
    const found = await graph.intune.managedRecords([first.entraDeviceId.toUpperCase(), 'unknown', '']);
    assert.deepEqual(
      [...found].map(([id, records]) => [id, records === 'unread' ? records : records.map((record) => record.id)]),
      [
        [first.entraDeviceId, [first.id, 'older']],
        ['unknown', []],
      ],
    );
  });

  it('reads the whole fleet where Intune ignores the filter', async () => {
    const last = fleet().at(-1);
    assert.ok(last);
    // A quote breaks the filter of its own request; all thirty come back then, ten at a time.
    const found = await graph.intune.managedRecords(["a'b", last.entraDeviceId]);
    assert.deepEqual(found.get("a'b"), []);
    const own = found.get(last.entraDeviceId);
    assert.deepEqual(own !== 'unread' && own?.map(({ id }) => id), [last.id]);
  });

  it('does not take silence for absence', async () => {
    const [first, second] = fleet();
    assert.ok(first && second);
    sandbox.faults.add({ route: managedDevices, status: 400, count: 1 });
    const found = await graph.intune.managedRecords([first.entraDeviceId, second.entraDeviceId]);
    assert.ok([...found.values()].includes('unread') && [...found.values()].some((records) => records !== 'unread'));
    sandbox.faults.add({ route: managedDevices, status: 403 });
    await assert.rejects(graph.intune.managedRecords([first.entraDeviceId]), ServiceError);
  });
});
