import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { hourlyLook } from '../../support/hourly.ts';

const hour = 3_600_000;
const standard = 'Microsoft365Managed_Standard';
const is = (status: Device['status']) => (device: Device) => device.status === status;

describe('devices whose identity changes behind our back', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine();
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const tenant = () => engine.sandbox.tenant;
  async function hours(count: number): Promise<void> {
    for (let passed = 0; passed < count; passed += 1) {
      engine.sandbox.clock.advance(hour);
      await hourlyLook(engine);
    }
  }
  const only = async () => {
    const [device, ...more] = await engine.devices();
    assert.ok(device !== undefined);
    assert.deepEqual(more, [], 'one machine, one record');
    return device;
  };

  it('fail when they are deleted on their way, and carry on when somebody uploads them again', async () => {
    const { serialNumbers } = await engine.register(1);
    await engine.until(({ step }) => step === 'grouped');
    const { model } = await only();
    tenant().deleteIdentity(serialNumbers[0] ?? '');
    await hours(2);
    assert.deepEqual([(await only()).status, (await only()).problem?.code], ['failed', 'left-autopilot']);
    tenant().partnerUpload([{ serialNumber: serialNumbers[0] ?? '', manufacturer: 'Dell', model, groupTag: standard }]);
    await hours(2);
    await engine.until(is('ready'));
    assert.equal((await only()).autopilotId, [...tenant().world().autopilot.keys()][0]);
  });

  it('are followed under their new identity when they were registered again before anybody looked', async () => {
    const { serialNumbers } = await engine.register(1);
    await engine.until(({ step }) => step === 'grouped');
    tenant().deleteIdentity(serialNumbers[0] ?? '');
    engine.sandbox.clock.advance(hour / 2);
    tenant().partnerUpload([
      { serialNumber: serialNumbers[0] ?? '', manufacturer: 'Dell Inc.', model: 'x', groupTag: standard },
    ]);
    await hours(2);
    await engine.until(is('ready'));
    const { autopilotId, entraObjectId } = await only();
    const identity = tenant()
      .world()
      .autopilot.get(autopilotId ?? '');
    assert.equal(identity?.entraObjectId, entraObjectId);
  });

  it('become active in their next life', async () => {
    const { serialNumbers } = await engine.register(1);
    const serial = serialNumbers[0] ?? '';
    await engine.until(is('ready'));
    tenant().signIn(serial);
    await engine.until(is('active'));
    tenant().deleteFromIntune(serial);
    engine.sandbox.clock.advance(hour / 4);
    tenant().deleteIdentity(serial);
    engine.sandbox.clock.advance(hour / 4);
    tenant().partnerUpload([{ serialNumber: serial, manufacturer: 'DELL INC', model: 'x', groupTag: standard }]);
    await hours(2);
    await engine.until(is('ready'));
    tenant().signIn(serial);
    await engine.until(is('active'));
    assert.equal((await only()).problem, undefined);
  });

  it('are one device when Autopilot spells the manufacturer in its own way, or the serial number in another case', async () => {
    tenant().partnerUpload([{ serialNumber: 'test0000', manufacturer: 'Dell', model: 'x', groupTag: standard }]);
    await hours(1);
    await engine.register(1);
    await engine.turn();
    assert.equal((await only()).serialNumber, 'test0000');
    await engine.until(is('ready'));
    await hours(1);
    assert.equal((await only()).status, 'ready');
  });
});
