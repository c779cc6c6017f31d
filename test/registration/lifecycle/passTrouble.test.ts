import assert from 'node:assert/strict';
import { encodeHash } from '../../../sandbox/samples/encodeHash.ts';
import { seededRandom } from '../../../sandbox/tenant/random.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { swallowImports } from '../../support/swallowImports.ts';

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';

const isReady = ({ status }: Device) => status === 'ready';
const isActive = ({ status }: Device) => status === 'active';

describe('registration in trouble', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
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

  it('fails a device whose imports are taken and leave no trace again and again', async () => {
    engine = await createEngine();
    swallowImports(engine);
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status !== 'pending');
    assert.equal(device?.problem?.code, 'import-failed');
  });

  for (const trouble of [{ status: 503 }, { drop: true }]) {
    it(`sends an import again for as long as the service stays away (${JSON.stringify(trouble)}), and says so once`, async () => {
      engine = await createEngine();
      await engine.register(2);
      const fault = engine.sandbox.faults.add({ route: `${imports}/import`, method: 'POST', ...trouble });
      await idle(engine, 3 * 60);
      const waiting = await engine.devices();
      assert.ok(waiting.every(({ status, importAttempts }) => status === 'pending' && importAttempts === undefined));
      assert.ok(waiting.every(({ problem }) => problem?.code === 'stuck-accepted'));
      // Once in the grace in which an import may still turn up, and no more often.
      const [sent] = engine.sandbox.faults.list();
      assert.ok(sent !== undefined && sent.hits >= 6 && sent.hits <= 12, String(sent?.hits));
      engine.sandbox.faults.remove(fault.id);
      const ready = await engine.until(isReady);
      assert.ok(ready.every(({ problem }) => problem === undefined));
      assert.deepEqual([...engine.sandbox.tenant.world().importsReceived.values()], [1, 1]);
      const stuck = engine.ports.courier.digests.filter(({ digest: { kind } }) => kind === 'stuck');
      assert.deepEqual(
        stuck.map(({ digest }) => digest.devices.length),
        [2],
      );
    });
  }

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
