import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { removeDevices } from '../../../src/registration/removal/removeDevices.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const minute = 60_000;
const hour = 60 * minute;
const actor = { id: 'megan', name: 'Megan Bowen' };
const managedDevices = '/deviceManagement/managedDevices';
const identities = '/deviceManagement/windowsAutopilotDeviceIdentities';
const isRemoved = ({ status }: Device) => status === 'removed';

describe('removal in trouble', () => {
  let engine: Engine;
  let devices: Device[];
  beforeEach(async () => {
    engine = await createEngine({ signInAfter: minute, latencies: 'quick', throttling: false });
    await engine.register(3);
    devices = await engine.until(({ status }) => status === 'active', 8 * hour);
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    engine.ports.courier.digests.length = 0;
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const remove = () =>
    removeDevices({ deviceIds: devices.map(({ id }) => id), actor, activityId: undefined }, engine.ports);
  /** Turns whose services fail, with the clock going on. */
  async function idle(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 5) {
      await engine.turn().catch((error: unknown) => assert.ok(error instanceof AggregateError));
      engine.sandbox.clock.advance(5 * minute);
    }
  }
  const kinds = () => engine.ports.courier.digests.map(({ digest }) => [digest.kind, digest.devices.length]);

  it('goes on when connections drop after the service acted', async () => {
    for (const route of [`${managedDevices}/*`, `${identities}/*`, '/groups/*/members/*/$ref'])
      engine.sandbox.faults.add({ route, method: 'DELETE', drop: true, when: 'after', count: 2 });
    await remove();
    await pumped(engine, () => engine.until(isRemoved, 8 * hour));
    assert.equal(engine.sandbox.tenant.world().managed.size, 0);
    assert.ok(engine.sandbox.faults.list().length === 0, 'every fault was met');
  });

  it('goes on after 503, and deletes nothing out of order meanwhile', async () => {
    const fault = engine.sandbox.faults.add({ route: `${managedDevices}/*`, method: 'DELETE', status: 503 });
    await remove();
    await pumped(engine, () => idle(30));
    assert.equal(engine.sandbox.tenant.world().autopilot.size, 3);
    assert.ok((await engine.devices()).every(({ removal }) => removal?.step === 'intune'));
    engine.sandbox.faults.remove(fault.id);
    await engine.until(isRemoved, 8 * hour);
  });

  it('says which permission is missing once, and goes on when it is granted', async () => {
    const fault = engine.sandbox.faults.add({ route: `${managedDevices}/*`, method: 'DELETE', status: 403 });
    await remove();
    await idle(9 * 60);
    const blocked = await engine.devices();
    assert.ok(blocked.every(({ status, problem }) => status === 'active' && problem?.code === 'permission-missing'));
    assert.deepEqual(kinds(), [['stuck', 3]]);
    engine.sandbox.faults.remove(fault.id);
    const gone = await engine.until(isRemoved, 8 * hour);
    assert.ok(gone.every(({ problem }) => problem === undefined));
  });

  it('says when reading is not allowed, too', async () => {
    const fault = engine.sandbox.faults.add({ route: managedDevices, status: 403 });
    await remove();
    await idle(60);
    assert.deepEqual(kinds(), [['stuck', 3]]);
    engine.sandbox.faults.remove(fault.id);
    await engine.until(isRemoved, 8 * hour);
  });

  it('says once that a removal takes too long, with what was refused, and lets it hold up no other', async () => {
    const [first] = devices;
    const fault = engine.sandbox.faults.add({
      route: `${managedDevices}/${first?.managedDeviceId}`,
      method: 'DELETE',
      status: 400,
    });
    await remove();
    await idle(9 * 60);
    const [stuck, ...others] = await engine.devices();
    assert.deepEqual([stuck?.status, stuck?.problem?.code, others.every(isRemoved)], ['active', 'removal-stuck', true]);
    assert.ok(stuck?.problem?.detail !== undefined && stuck.problem.requestId !== undefined);
    assert.deepEqual(kinds(), [
      ['removed', 2],
      ['stuck', 1],
    ]);
    engine.sandbox.faults.remove(fault.id);
    await engine.until(isRemoved, 8 * hour);
  });

  it('waits while Intune cannot be asked about a device, whatever else is known of it', async () => {
    const [first] = devices;
    engine.sandbox.faults.add({ route: identities.concat(`/${first?.autopilotId}`), method: 'GET', status: 400 });
    await remove();
    await idle(60);
    const [unread, ...others] = await engine.devices();
    assert.deepEqual([unread?.status, unread?.removal?.step, others.every(isRemoved)], ['active', undefined, true]);
    assert.equal(engine.sandbox.tenant.world().managed.size, 1);
    engine.sandbox.faults.clear();
    await engine.until(isRemoved, 8 * hour);
  });
});

/** Graph's pauses are waited for on the sandbox's clock: moves that on while something runs. */
async function pumped<T>(engine: Engine, run: () => Promise<T>): Promise<T> {
  let done = false;
  const running = run().finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    engine.sandbox.clock.advance(50);
  }
  return running;
}
