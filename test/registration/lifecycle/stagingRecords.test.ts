import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const isReady = ({ status }: Device) => status === 'ready';

describe('what imports leave behind', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  it('is removed without ever being told to slow down', async () => {
    engine = await createEngine({ latencies: 'quick' });
    await engine.register(130);
    await engine.until(({ step }) => step !== 'accepted' && step !== 'importing');
    // As often as the pass job runs.
    for (let runs = 0; engine.sandbox.tenant.world().imports.size > 0; runs += 1) {
      assert.ok(runs < 40);
      await engine.turn();
      engine.sandbox.clock.advance(5_000);
    }
    assert.equal(engine.sandbox.log.counters().byStatus['429'], undefined);
    assert.equal(await engine.ports.store.count('stagingRecords', {}), 0);
  });

  it('stays while the device that read it is not committed, so that no import is sent twice', async () => {
    engine = await createEngine({ throttling: false });
    engine.sandbox.tenant.claimElsewhere('TEST0000');
    await engine.register(1);
    const { store } = engine.ports;
    let lost = 0;
    // Somebody else writes the device between the look and its commit, and the pass ends with that.
    engine.ports.store = new Proxy(store, {
      get: (target, property) => {
        if (property !== 'replaceAll') return Reflect.get(target, property);
        return async (...[collection, records]: Parameters<typeof store.replaceAll>) => {
          const [device] = await engine.devices();
          const fails =
            collection === 'devices' && records.some((record) => 'status' in record && record.status === 'failed');
          if (fails && lost === 0 && device !== undefined) {
            lost += 1;
            await store.replace('devices', { ...device, dueAt: engine.sandbox.clock.now() + 60_000 });
          }
          return store.replaceAll(collection, records);
        };
      },
    });
    const [failed] = await engine.until(({ status }) => status === 'failed');
    assert.equal(lost, 1);
    assert.equal(failed?.problem?.code, 'claimed-by-another-organization');
    assert.deepEqual([...engine.sandbox.tenant.world().importsReceived.values()], [1]);
    engine.sandbox.clock.advance(5 * 60_000);
    await engine.turn();
    assert.equal(engine.sandbox.tenant.world().imports.size, 0);
  });

  it('is removed later when it cannot be removed now, and holds up nothing', async () => {
    engine = await createEngine({ latencies: 'quick' });
    engine.sandbox.faults.add({ route: `${imports}/*`, method: 'DELETE', status: 403 });
    await engine.register(3);
    await engine.until(isReady);
    assert.equal(engine.sandbox.tenant.world().imports.size, 3);
    engine.sandbox.faults.clear();
    engine.sandbox.clock.advance(5 * 60_000);
    await engine.turn();
    assert.equal(engine.sandbox.tenant.world().imports.size, 0);
  });
});
