import assert from 'node:assert/strict';
import { createEngine, type Engine } from '../../support/engine.ts';

const hour = 3_600_000;

describe('806 ZtdDeviceAlreadyAssigned and an identity that never shows (MD-101 #14)', () => {
  let engine: Engine;
  let serial: string;
  beforeEach(async () => {
    engine = await createEngine();
    engine.sandbox.tenant.hideRegistration('TEST0000');
    const { serialNumbers } = await engine.register(1);
    serial = serialNumbers[0] ?? '';
    assert.equal(serial, 'TEST0000');
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });
  const imports = () => engine.sandbox.tenant.world().importsReceived.get(serial);

  it('ends with the name, the number and the request id, for a supplier or Microsoft to act on', async () => {
    const [device] = await engine.until(({ status }) => status === 'failed', 12 * hour);
    const { code, detail, requestId } = device?.problem ?? {};
    assert.deepEqual([code, detail], ['registered-out-of-sight', 'ZtdDeviceAlreadyAssigned (806)']);
    assert.match(requestId ?? '', /^00000000-0000-4000-8000-/);
    assert.equal(imports(), 2, 'once more, since a registration that is being deleted says the same for a while');
    assert.match(JSON.stringify(device?.timeline), /ZtdDeviceAlreadyAssigned \(806\)/);
    await engine.turn();
    const failed = engine.ports.courier.digests.find(({ digest }) => digest.kind === 'failed')?.digest.devices[0];
    assert.deepEqual([failed?.detail, failed?.requestId], [detail, requestId]);
    const card = engine.ports.courier.cards.at(-1);
    assert.deepEqual([card?.problems[0]?.errors, card?.problems[0]?.requestIds], [[detail], [requestId]]);
  });

  it('is said while it waits for the first time, too', async () => {
    await engine.until(({ serviceError }) => serviceError !== undefined);
    const [device] = await engine.devices();
    assert.equal(device?.serviceError?.text, 'ZtdDeviceAlreadyAssigned (806)');
    assert.equal(device?.problem, undefined);
  });

  it('is no problem where the identity shows after all, and is forgotten then', async () => {
    await engine.until(({ serviceError }) => serviceError !== undefined);
    engine.sandbox.tenant.partnerUpload([
      { serialNumber: serial, manufacturer: 'Dell Inc.', model: 'x', groupTag: 'Microsoft365Managed_Standard' },
    ]);
    const [device] = await engine.until(({ status }) => status === 'ready');
    assert.equal(device?.serviceError, undefined);
    assert.equal(imports(), 1);
  });

  it('goes on when the supplier has released it and somebody names it', async () => {
    await engine.until(({ status }) => status === 'failed', 12 * hour);
    engine.sandbox.tenant.releaseRegistration(serial);
    await engine.registration.retry({
      scope: { kind: 'devices', serialNumbers: [serial] },
      actor: { id: 'alex', name: 'Alex Wilber' },
      activityId: undefined,
    });
    await engine.until(({ status }) => status === 'ready', 6 * hour);
  });
});
