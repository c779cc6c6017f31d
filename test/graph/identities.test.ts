import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { Ports } from '../../src/registration/ports/ports.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';
import { shortList } from '../support/shortList.ts';

const route = '/deviceManagement/windowsAutopilotDeviceIdentities';

describe('Autopilot identities', () => {
  let sandbox: Sandbox;
  let autopilot: Ports['autopilot'];
  beforeEach(async () => {
    sandbox = await createSandbox({ speed: 1_000, latencies: 'quick', throttling: false, limits: { intunePage: 100 } });
    const { clock } = sandbox;
    ({ autopilot } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) }));
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  const world = () => sandbox.tenant.world();
  const upload = (serialNumbers: readonly string[]) => {
    sandbox.tenant.partnerUpload(
      serialNumbers.map((serialNumber) => ({ serialNumber, manufacturer: 'HP', model: 'EliteBook', groupTag: '' })),
    );
    sandbox.clock.advance(3_600_000);
    return [...world().autopilot.keys()];
  };
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, index) => `SN${String(index).padStart(4, '0')}`);

  it('are not absent because a list does not show them, where that must be certain', async () => {
    const ids = upload(numbered(60));
    const gone = '99999999-0000-4000-8000-000000000000';
    const hidden = ids.slice(0, 25);
    shortList(world().autopilot, (id) => hidden.includes(id));
    const listed = await autopilot.identities([...ids, gone]);
    assert.equal(listed.size, 35);
    const sure = await autopilot.identities([...ids, gone], 'asked');
    assert.deepEqual([...sure.keys()].sort(), [...ids].sort());
    assert.ok(![...sure.values()].includes('unread'));
    const assignments = await autopilot.assignments([...ids, gone], [], 'asked');
    assert.deepEqual([...assignments.keys()].sort(), [...ids].sort());
  });

  it('are unread beyond two hundred that the list does not show', async () => {
    const ids = upload(numbered(500));
    shortList(world().autopilot, () => true);
    const sure = await autopilot.identities(ids, 'asked');
    assert.equal([...sure.values()].filter((identity) => identity === 'unread').length, 300);
    assert.equal(sure.size, 500);
  });

  it('are read although one of them always answers 503', async () => {
    const [first = '', second = ''] = upload(['A1', 'A2']);
    sandbox.faults.add({ route: `${route}/${first}`, status: 503 });
    const found = await autopilot.identities([first, second]);
    assert.equal(found.get(first), 'unread');
    const read = found.get(second);
    assert.equal(read !== 'unread' && read?.serialNumber, 'A2');
    await assert.rejects(autopilot.identities([first]), ServiceError);
  });

  it('are not asked for any further when twenty were not served', async () => {
    const ids = upload(numbered(30));
    sandbox.faults.add({ route: `${route}/*`, status: 503 });
    shortList(world().autopilot, () => true);
    const found = await autopilot.identities(ids, 'asked');
    assert.ok(ids.every((id) => found.get(id) === 'unread'));
    // Twenty items, five rounds each.
    assert.equal(sandbox.log.entries().filter(({ status }) => status === 503).length, 100);
  });

  it('are found by a short serial number that many others contain', async () => {
    upload([...numbered(150).map((serialNumber) => `A1${serialNumber}`), 'A1']);
    const found = await autopilot.identitiesBySerialNumber(['A1']);
    assert.deepEqual(serialsIn(found), ['A1']);
  });

  it('are looked up in the list where one serial number cannot be asked for', async () => {
    upload(['A1', 'B1']);
    // Five rounds of two items; only the second is served in the last.
    sandbox.faults.add({ route, status: 503, count: 9 });
    const found = await autopilot.identitiesBySerialNumber(['A1', 'B1']);
    assert.deepEqual(serialsIn(found).sort(), ['A1', 'B1']);
  });

  it('are asked for by serial number before there is certainly none', async () => {
    const serialNumbers = [...numbered(40), '7461-3612-30', 'VMware-56 4d'];
    const ids = upload(serialNumbers);
    const gone = ids[0] ?? '';
    world().autopilot.delete(gone);
    sandbox.faults.add({ route: `${route}/**`, status: 503 });
    const found = await autopilot.surelyBySerialNumber([...serialNumbers, '7461-3612']);
    const counts = [...found].map(([serialNumber, identities]) => [
      serialNumber,
      identities === 'unread' ? identities : identities.length,
    ]);
    const missing = [serialNumbers[0], '7461-3612'];
    assert.deepEqual(
      counts,
      [...serialNumbers, '7461-3612'].map((serialNumber) => [serialNumber, missing.includes(serialNumber) ? 0 : 1]),
    );
    const filters = sandbox.log.entries().filter(({ url }) => url.includes('contains'));
    assert.equal(filters.length, 2);
  });

  it('are neither there nor absent where a serial number cannot be asked for', async () => {
    const serialNumbers = numbered(40);
    upload(serialNumbers);
    shortList(world().autopilot, (id) => world().autopilot.get(id)?.serialNumber === 'SN0003');
    // The list is read once, then what it did not show is asked for.
    const real = sandbox.faults.hit;
    sandbox.faults.hit = (request) =>
      sandbox.log.entries().some(({ route: seen }) => seen === route) ? real(request) : undefined;
    sandbox.faults.add({ route, status: 503 });
    const found = await autopilot.surelyBySerialNumber(serialNumbers);
    assert.equal(found.get('SN0003'), 'unread');
    assert.equal(found.get('SN0004')?.length, 1);
  });
});

function serialsIn(found: ReadonlyMap<string, readonly { serialNumber: string }[] | 'unread'>): string[] {
  return [...found.values()].flatMap((identities) =>
    identities === 'unread' ? ['unread'] : identities.map(({ serialNumber }) => serialNumber),
  );
}
