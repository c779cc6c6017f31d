import assert from 'node:assert/strict';
import { encodeHash } from '../../../sandbox/samples/encodeHash.ts';
import { seededRandom } from '../../../sandbox/tenant/random.ts';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';

const isReady = ({ status }: Device) => status === 'ready';
const isActive = ({ status }: Device) => status === 'active';

describe('registration against the sandbox tenant', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  it('takes devices from a CSV to Ready for user and Active, and says each once', async () => {
    engine = await createEngine();
    await subscribe(
      { id: 'channel', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined },
      engine.ports,
    );
    const { batchId, serialNumbers } = await engine.register(5);
    const ready = await engine.until(isReady);
    assert.equal(ready.length, 5);
    for (const serialNumber of serialNumbers) {
      engine.sandbox.tenant.unbox(serialNumber);
      engine.sandbox.tenant.signIn(serialNumber);
    }
    const active = await engine.until(isActive);
    assert.ok(active.every(({ deviceName, userPrincipalName }) => deviceName?.startsWith('MMD-') && userPrincipalName));
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    for (const conversationId of ['chat', 'channel']) {
      for (const kind of ['ready', 'active']) {
        const told = engine.ports.courier.digests.filter(
          (sent) => sent.conversationId === conversationId && sent.digest.kind === kind,
        );
        const devices = told.flatMap(({ digest }) => digest.devices.map(({ serialNumber }) => serialNumber));
        assert.deepEqual(devices.sort(), serialNumbers, `${kind} in ${conversationId}`);
      }
    }
    assert.ok((await engine.devices()).every(({ announcements }) => announcements.length === 0));
    const last = engine.ports.courier.cards.at(-1);
    assert.equal(last?.reached.active, 5);
    assert.equal(last?.batch.id, batchId);
    assert.equal((await engine.ports.store.get('batches', batchId))?.state, 'closed');
  });

  it('keeps the hardware hash no longer than it is needed, and removes its staging records', async () => {
    engine = await createEngine();
    await engine.register(3);
    await engine.until(isReady);
    assert.equal(await engine.ports.store.count('hashes', {}), 0);
    assert.equal(await engine.ports.store.count('batchRows', {}), 0);
    assert.equal(engine.sandbox.tenant.world().imports.size, 0);
  });

  it('puts shared devices into Shared Device Mode and waits for the shared Autopilot profile', async () => {
    engine = await createEngine();
    await engine.register(2, { sharedMode: true });
    const ready = await engine.until(isReady);
    assert.ok(ready.every(({ assignedProfile }) => assignedProfile === 'Modern Workplace Autopilot Profile Shared'));
    const shared = [...engine.sandbox.tenant.world().groups.values()].find(({ displayName }) =>
      displayName.endsWith('Shared Device Mode'),
    );
    assert.equal(shared?.members.size, 2);
  });

  it('carries on with devices that are registered here already', async () => {
    engine = await createEngine();
    engine.sandbox.tenant.partnerUpload([
      {
        serialNumber: 'TEST0000',
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5450',
        groupTag: 'Microsoft365Managed_Standard',
      },
      { serialNumber: 'TEST0001', manufacturer: 'Dell Inc.', model: 'Latitude 5450', groupTag: '' },
      {
        serialNumber: 'TEST0002',
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5450',
        groupTag: 'Microsoft365Managed_PowerUser',
      },
    ]);
    engine.sandbox.clock.advance(3_600_000);
    await engine.register(4);
    const settled = await engine.until(({ status }) => status === 'ready' || status === 'failed', 24 * 3_600_000);
    const outcome = Object.fromEntries(
      settled.map(({ serialNumber, status, problem }) => [serialNumber, problem?.code ?? status]),
    );
    assert.deepEqual(outcome, {
      TEST0000: 'ready',
      TEST0001: 'ready',
      TEST0002: 'registered-with-another-tag',
      TEST0003: 'ready',
    });
  });

  it('fails a device that another organisation owns, says why, and registers it when it was released', async () => {
    engine = await createEngine();
    engine.sandbox.tenant.claimElsewhere('TEST0001');
    await engine.register(2);
    const settled = await engine.until(({ status }) => status !== 'pending');
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['ready', 'failed'],
    );
    assert.equal(settled[1]?.problem?.code, 'claimed-by-another-organization');
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    assert.ok(
      engine.ports.courier.digests.some(
        ({ digest }) => digest.kind === 'failed' && digest.devices[0]?.serialNumber === 'TEST0001',
      ),
    );
    assert.equal(engine.sandbox.tenant.world().imports.size, 0);
  });

  it('lets one device with a vanished profile hold up no other', async () => {
    engine = await createEngine();
    await engine.register(2);
    await engine.until(({ step }) => step === 'grouped');
    const [first] = await engine.devices();
    assert.ok(first);
    await engine.ports.store.replace('devices', { ...first, profile: 'Gone', dueAt: 0 });
    const settled = await engine.until(({ status }) => status !== 'pending');
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['failed', 'ready'],
    );
  });

  it('writes nothing when nothing is due', async () => {
    engine = await createEngine();
    await engine.register(2);
    await engine.turn();
    const before = await engine.devices();
    const { roundTrips } = engine.sandbox.log.counters();
    await engine.turn();
    assert.deepEqual(await engine.devices(), before);
    assert.equal(engine.sandbox.log.counters().roundTrips, roundTrips);
  });

  it('costs about as many round trips for fifty devices as for five', async () => {
    const cost: Record<number, number> = {};
    for (const count of [5, 50]) {
      engine = await createEngine();
      await engine.register(count);
      await engine.until(isReady);
      cost[count] = engine.sandbox.log.counters().roundTrips;
      if (count === 5) await engine.close();
    }
    assert.ok((cost[50] ?? 0) <= (cost[5] ?? 0) * 1.6, JSON.stringify(cost));
  });

  it('says what permission is missing for an import once, and goes on when it is granted', async () => {
    engine = await createEngine();
    const [fault] = ['import'].map((action) =>
      engine.sandbox.faults.add({ route: `${imports}/${action}`, status: 403 }),
    );
    await engine.register(2);
    await idle(engine, 8 * 60);
    const blocked = await engine.devices();
    assert.ok(blocked.every(({ status, problem }) => status === 'pending' && problem?.code === 'permission-missing'));
    assert.deepEqual(
      engine.ports.courier.digests.map(({ digest }) => [digest.kind, digest.devices.length]),
      [['stuck', 2]],
    );
    engine.sandbox.faults.remove(fault?.id ?? '');
    const ready = await engine.until(isReady);
    assert.ok(ready.every(({ problem }) => problem === undefined));
  });

  it('says that devices are stuck although Entra cannot be read', async () => {
    engine = await createEngine();
    await engine.register(2);
    engine.sandbox.faults.add({ route: '/devices**', status: 400 });
    await idle(engine, 8 * 60);
    const kinds = engine.ports.courier.digests.map(({ digest }) => [digest.kind, digest.devices.length]);
    assert.deepEqual(kinds, [['stuck', 2]]);
    engine.sandbox.faults.clear();
    await engine.until(isReady);
  });

  it('lets one device that cannot be read hold up no other', async () => {
    engine = await createEngine();
    await engine.register(3);
    const [first] = await engine.until(({ step }) => step === 'grouped');
    engine.sandbox.faults.add({
      route: `/deviceManagement/windowsAutopilotDeviceIdentities/${first?.autopilotId}`,
      status: 400,
    });
    await idle(engine, 90);
    assert.deepEqual((await engine.devices()).map(({ status }) => status).sort(), ['pending', 'ready', 'ready']);
    engine.sandbox.faults.clear();
    await engine.until(isReady);
  });

  it('tells its own staging records where the service does not give import ids back', async () => {
    engine = await createEngine({ echoImportId: false });
    engine.sandbox.tenant.claimElsewhere('TEST0001');
    await engine.register(2);
    const settled = await engine.until(({ status }) => status !== 'pending');
    assert.deepEqual(
      settled.map(({ status, problem }) => problem?.code ?? status),
      ['ready', 'claimed-by-another-organization'],
    );
    assert.deepEqual([...engine.sandbox.tenant.world().importsReceived.values()], [1, 1]);
    assert.equal(engine.sandbox.tenant.world().imports.size, 0);
  });

  it('neither believes nor removes the staging records of others', async () => {
    engine = await createEngine();
    const record = {
      id: 'portal',
      importId: '',
      serialNumber: 'TEST0000',
      status: 'error',
      errorName: 'ZtdDeviceAssignedToOtherTenant',
      errorCode: 808,
    };
    const others = {
      ...record,
      groupTag: '',
      productKey: '',
      hardwareIdentifier: '',
      assignedUserPrincipalName: '',
      registrationId: '',
      facts: undefined,
    };
    engine.sandbox.tenant.world().imports.set('portal', others as never);
    engine.sandbox.faults.add({ route: `${imports}/import`, drop: true, count: 1 });
    await engine.register(1);
    await engine.until(isReady);
    assert.deepEqual([...engine.sandbox.tenant.world().imports.keys()], ['portal']);
  });

  it('fails a device whose imports leave no trace again and again', async () => {
    engine = await createEngine();
    engine.sandbox.faults.add({ route: `${imports}/import`, drop: true });
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status !== 'pending');
    assert.equal(device?.problem?.code, 'import-failed');
  });

  it('keeps two makers with one serial number apart', async () => {
    engine = await createEngine();
    await engine.register(1);
    await engine.turn();
    const [dell] = await engine.devices();
    assert.ok(dell);
    const hash = encodeHash({ serialNumber: 'TEST0000', manufacturer: 'HP', model: 'EliteBook' }, seededRandom(9));
    await engine.ports.store.create('hashes', { id: 'HP|TEST0000', hardwareHash: hash });
    const { version: _version, ...copy } = dell;
    const fresh = {
      step: 'accepted',
      importId: undefined,
      importRequestedAt: undefined,
      importRecordId: undefined,
    } as const;
    await engine.ports.store.create('devices', { ...copy, ...fresh, id: 'HP|TEST0000', manufacturer: 'HP', dueAt: 0 });
    const ready = await engine.until(isReady);
    assert.equal(new Set(ready.map(({ autopilotId }) => autopilotId)).size, 2);
  });

  it('calls a device Inactive that Intune no longer has', async () => {
    engine = await createEngine({ signInAfter: 60_000 });
    await engine.register(1);
    await engine.until(isActive);
    engine.sandbox.tenant.world().managed.clear();
    await idle(engine, 8 * 24 * 60);
    assert.equal((await engine.devices())[0]?.status, 'inactive');
  });
});

/** Turns and moves on for so many minutes, whatever is refused meanwhile. */
async function idle(engine: Engine, minutes: number): Promise<void> {
  const never = () => false;
  await assert.rejects(() => patient(engine).until(never, minutes * 60_000), /not in/);
}

/** The same engine, whose turns do not end at what a service refuses. */
function patient(engine: Engine): Engine {
  const { turn } = engine;
  engine.turn = () => turn().catch(() => undefined);
  return engine;
}
