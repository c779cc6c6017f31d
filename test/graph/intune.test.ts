import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { Ports } from '../../src/registration/ports/ports.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';

describe('Intune records', () => {
  let sandbox: Sandbox;
  let intune: Ports['intune'];
  beforeEach(async () => {
    sandbox = await createSandbox({ speed: 1_000, latencies: 'quick', fleet: 30, limits: { intunePage: 10 } });
    const { clock } = sandbox;
    ({ intune } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) }));
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  const last = () => {
    const device = [...sandbox.tenant.world().managed.values()].at(-1);
    assert.ok(device);
    return device;
  };

  // A quote breaks the filter of its own request; all thirty come back then, ten at a time.
  it('are all read where the filter by Entra device is ignored', async () => {
    const managed = last();
    managed.entraDeviceId = "a'b";
    const found = await intune.managedDevices(["a'b"], 0);
    const device = found.get("a'b");
    assert.equal(device !== 'unread' && device?.id, managed.id);
  });

  it('are all read where an answer to a serial number has more pages', async () => {
    const managed = last();
    for (let index = 0; index < 12; index += 1) {
      const id = `older-${index}`;
      sandbox.tenant.world().managed.set(id, { ...managed, id });
    }
    const found = await intune.managedDevicesBySerialNumber([managed.serialNumber, 'NOBODY']);
    const records = found.get(managed.serialNumber);
    assert.equal(records !== 'unread' && records?.length, 13);
    assert.deepEqual(found.get('NOBODY'), []);
  });
});
