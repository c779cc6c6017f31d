import assert from 'node:assert/strict';
import { encodeHash } from '../../../sandbox/samples/encodeHash.ts';
import { seededRandom } from '../../../sandbox/tenant/random.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { hourlyLook } from '../../support/hourly.ts';

describe('a batch whose profile leaves the policy before its devices exist', () => {
  it('fails its devices with that reason, and a retry registers them when the profile is back', async () => {
    const engine = await createEngine({ throttling: false });
    const { serialNumbers } = await engine.register(2, { profile: 'PowerUser' });
    const { profiles } = engine.policy;
    Object.assign(engine.policy, { profiles: profiles.filter(({ id }) => id !== 'PowerUser') });
    const failed = await engine.until(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ problem }) => problem?.code),
      ['profile-unknown', 'profile-unknown'],
    );
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    assert.deepEqual(
      engine.ports.courier.digests.map(({ digest }) => [digest.kind, digest.devices.length]),
      [['failed', 2]],
    );
    assert.equal(engine.ports.courier.cards.at(-1)?.failed, 2);
    Object.assign(engine.policy, { profiles });
    const by = { actor: { id: 'megan', name: 'Megan' }, activityId: undefined };
    await engine.registration.retry({ scope: { kind: 'devices', serialNumbers }, ...by });
    const ready = await engine.until(({ status }) => status === 'ready');
    assert.deepEqual(
      ready.map(({ groupTag }) => groupTag),
      ['Microsoft365Managed_PowerUser', 'Microsoft365Managed_PowerUser'],
    );
    await engine.close();
  });
});

describe('a file with devices that are registered already', () => {
  let engine: Engine;
  let serial: string;
  beforeEach(async () => {
    engine = await createEngine({ throttling: false });
    serial = (await engine.register(1)).serialNumbers[0] ?? '';
    await engine.until(({ status }) => status === 'ready');
  });
  afterEach(() => engine.close());

  /** Sends a file with this hash, registers it, and gives back the batch. */
  async function send(hardwareHash: string, profile = 'Standard') {
    const alex = { id: 'alex', name: 'Alex Wilber' };
    const bytes = Buffer.from(
      `Device Serial Number,Windows Product ID,Hardware Hash\r\n${serial},,${hardwareHash}\r\n`,
    );
    const { id } = await engine.registration.receive({
      bytes,
      fileName: 'again.csv',
      requester: alex,
      conversationId: 'chat',
    });
    const outcome = await engine.registration.register({
      batchId: id,
      profile,
      sharedMode: false,
      note: undefined,
      actor: alex,
      activityId: undefined,
    });
    assert.equal(outcome.kind, 'registered');
    await engine.turn();
    return engine.ports.store.get('batches', id);
  }
  const sameBoard = () =>
    encodeHash({ serialNumber: serial, manufacturer: 'Dell Inc.', model: 'Latitude 5450' }, seededRandom(9));

  it('leaves them alone', async () => {
    const batch = await send(sameBoard());
    assert.deepEqual([batch?.leftAlone, batch?.registeredOtherwise, batch?.otherBoard], [[serial], [], []]);
    assert.equal((await engine.devices())[0]?.status, 'ready');
  });

  it('says which have another profile', async () => {
    const batch = await send(sameBoard(), 'PowerUser');
    assert.deepEqual([batch?.leftAlone, batch?.registeredOtherwise], [[], [serial]]);
  });

  it('says which have another mainboard', async () => {
    const batch = await send(engine.sandbox.tenant.replaceBoard(serial));
    assert.deepEqual([batch?.leftAlone, batch?.otherBoard], [[], [serial]]);
  });

  it('registers one in use anew that Autopilot lost', async () => {
    engine.sandbox.tenant.signIn(serial);
    await engine.until(({ status }) => status === 'active');
    const [device] = await engine.devices();
    engine.sandbox.tenant.world().autopilot.delete(device?.autopilotId ?? '');
    engine.sandbox.tenant.world().registered.clear();
    engine.sandbox.clock.advance(3_600_000);
    await hourlyLook(engine);
    assert.equal((await engine.devices())[0]?.problem?.code, 'left-autopilot');
    await send(sameBoard());
    await engine.until(({ status }) => status === 'ready' || status === 'active');
    assert.equal((await engine.devices())[0]?.problem, undefined);
  });
});
