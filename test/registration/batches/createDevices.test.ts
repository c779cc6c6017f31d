import assert from 'node:assert/strict';
import { createEngine } from '../../support/engine.ts';

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
