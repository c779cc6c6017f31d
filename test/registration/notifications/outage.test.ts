import assert from 'node:assert/strict';
import { createListeningEngine, type ListeningEngine } from '../../support/listeningEngine.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('while Graph does not say which subscriptions there are', function () {
  this.timeout(2 * minute);
  let engine: ListeningEngine;
  beforeEach(async () => {
    engine = await createListeningEngine();
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  it('finds what changes in its groups within fifteen minutes, for days', async () => {
    const { sandbox, ports, policy } = engine;
    const isIn = () =>
      [...sandbox.tenant.world().groups.values()].find(({ displayName }) => displayName === policy.allDevicesGroup)
        ?.members.size === 1;
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status === 'ready');
    assert.ok(device);
    const pass = async (milliseconds: number) => {
      sandbox.clock.advance(milliseconds);
      await sandbox.notifications.settled();
      await engine.turn();
    };
    const job = engine.job('subscriptions');
    await job.run();
    await engine.turn();
    sandbox.notifications.set({ mode: 'lost' });
    sandbox.faults.add({ route: '/subscriptions', method: 'GET', status: 503 });
    for (const end = ports.clock.now() + 3 * day; ports.clock.now() < end; ) {
      sandbox.tenant.editGroup(policy.allDevicesGroup, 'remove', device.serialNumber);
      await pass(14 * minute);
      job.started.length = 0;
      await assert.rejects(job.run);
      assert.deepEqual(job.started, ['pass']);
      for (let turn = 0; turn < 6 && !isIn(); turn += 1) await pass(5_000);
      assert.ok(isIn(), 'the device is still out of its group');
      await pass(2 * hour);
      await job.run().catch(() => undefined);
      await engine.turn();
    }
  });
});
