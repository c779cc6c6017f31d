import assert from 'node:assert/strict';
import { deviceKey } from '../../../src/registration/lifecycle/device.ts';
import { planRenames } from '../../../src/registration/naming/planRenames.ts';
import { renameDevices } from '../../../src/registration/naming/renameDevices.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { buildException } from '../../support/buildException.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const minute = 60_000;
const fleet = 10_000;
const off = 100;

/** An engine that knows the whole fleet of its tenant. */
async function fleetEngine(fleet: number, off: number): Promise<Engine> {
  const engine = await createEngine({ fleet, renamedInFleet: off, latencies: 'quick', throttling: false });
  const { store } = engine.ports;
  const devices = [...engine.sandbox.tenant.world().managed.values()].map((managed) => {
    const { version: _, ...device } = buildDevice({
      id: deviceKey(managed.manufacturer, managed.serialNumber),
      serialNumber: managed.serialNumber,
      status: 'active',
      step: 'assigned',
      entraDeviceId: managed.entraDeviceId,
      managedDeviceId: managed.id,
      deviceName: managed.deviceName,
      dueAt: undefined,
    });
    return device;
  });
  for (let start = 0; start < devices.length; start += 1_000)
    await store.createAll('devices', devices.slice(start, start + 1_000));
  return engine;
}

describe('the rename job over ten thousand devices, a hundred of them off the convention', () => {
  let engine: Engine;
  before(async () => {
    engine = await fleetEngine(fleet, off);
  });
  after(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });
  const counted = () => {
    const { byRoute } = engine.sandbox.log.counters();
    const of = (method: string, route: string) =>
      Object.entries(byRoute)
        .filter(([key]) => key.startsWith(method) && key.endsWith(route))
        .reduce((sum, [, count]) => sum + count, 0);
    return { reads: of('GET', ''), renames: of('POST', '/setDeviceName') };
  };

  it('plans the hundred and asks for none', async () => {
    engine.sandbox.log.reset();
    const { renames, later } = await planRenames(engine.ports, engine.policy);
    assert.deepEqual([renames.length, later], [off, 0]);
    assert.deepEqual(counted(), { reads: fleet / 1_000, renames: 0 });
  });

  it('asks for exactly a hundred names, with no more reads than pages', async () => {
    engine.sandbox.log.reset();
    const result = await renameDevices(engine.ports, engine.policy);
    assert.deepEqual([result.asked, result.later], [off, 0]);
    assert.deepEqual(counted(), { reads: fleet / 1_000, renames: off });
    assert.equal(engine.sandbox.log.counters().requests, fleet / 1_000 + off);
  });

  it('asks for none again, and confirms all when they show', async () => {
    engine.sandbox.clock.advance(10 * minute);
    engine.sandbox.log.reset();
    await renameDevices(engine.ports, engine.policy);
    assert.deepEqual(counted(), { reads: fleet / 1_000, renames: 0 });
    const names = (await engine.devices()).map(({ deviceName }) => deviceName ?? '');
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, fleet);
    assert.ok(names.every((name) => /^MMD-\d{11}$/.test(name)));
  });
});

describe('the rename job where a fleet has other names than the convention', () => {
  let engine: Engine;
  const many = 40;
  const asked = () => engine.sandbox.log.entries().filter(({ route }) => route.endsWith('/setDeviceName')).length;
  beforeEach(async () => {
    engine = await fleetEngine(60, many);
  });
  afterEach(() => engine.close());

  it('renames nobody before an administrator has allowed it, and says so once', async () => {
    const actor = { id: 'megan', name: 'Megan Bowen' };
    for (const _ of [1, 2]) await engine.run('rename');
    assert.equal(asked(), 0);
    const { items } = await engine.ports.store.query('digests', { limit: 10 });
    assert.deepEqual(
      items.map(({ notice }) => notice?.sentence.startsWith(`${many} devices have names`)),
      [true],
    );
    const { held, renames } = await planRenames(engine.ports, engine.policy);
    assert.deepEqual([held, renames.length], [many, many]);
    const shown = engine.policy.naming.template;
    assert.deepEqual((await engine.registration.naming.overview()).held, { template: shown, devices: many });
    const request = { shown, actor, activityId: 'click' };
    assert.equal(await engine.registration.naming.allowRenames(request), 'allowed');
    await engine.run('rename');
    assert.equal(asked(), many);
    assert.equal((await engine.registration.naming.overview()).held, undefined);
  });

  it('renames nobody by the convention because an exception ended while it looked', async () => {
    const { ports, policy } = engine;
    const exception = await ports.store.create(
      'namingExceptions',
      buildException({
        state: 'approved',
        until: ports.clock.now() + 86_400_000,
        wanted: { kind: 'template', template: 'LAB-%RAND:9%' },
      }),
    );
    assert.ok(exception);
    const intune = {
      ...ports.intune,
      async *namedDevices() {
        yield* ports.intune.namedDevices();
        await ports.store.replace('namingExceptions', { ...exception, state: 'revoked' });
      },
    };
    await renameDevices({ ...ports, intune }, policy);
    assert.equal(asked(), 0);
    await engine.run('rename');
    assert.deepEqual((await engine.registration.naming.overview()).held?.devices, many);
  });

  it('gives them the names of an exception, which two people have decided', async () => {
    await engine.ports.store.create(
      'namingExceptions',
      buildException({
        state: 'approved',
        until: engine.ports.clock.now() + 86_400_000,
        wanted: { kind: 'template', template: 'LAB-%RAND:9%' },
      }),
    );
    await engine.run('rename');
    assert.equal(asked(), 60);
  });
});
