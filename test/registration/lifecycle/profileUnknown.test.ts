import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { hourlyLook, postedKinds } from '../../support/hourly.ts';
import { hour, look, managed, now, ready } from '../../support/sightings.ts';

const isReady = ({ status }: Device) => status === 'ready';

describe('a device in use whose profile the policy has no longer', () => {
  let engine: Engine | undefined;
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
  });

  it('is flagged once, costs no look, and heals when the profile is back', async () => {
    engine = await createEngine({ throttling: false });
    const [used = ''] = (await engine.register(1, { profile: 'SensitiveData', prefix: 'USED' })).serialNumbers;
    await engine.register(1, { profile: 'SensitiveData', prefix: 'NEW' });
    await engine.register(1);
    await engine.until(isReady);
    engine.sandbox.tenant.signIn(used);
    await engine.until(({ status, serialNumber }) => status === (serialNumber === used ? 'active' : 'ready'));
    const { profiles } = engine.policy;
    Object.assign(engine.policy, { profiles: profiles.filter(({ id }) => id !== 'SensitiveData') });
    for (let hours = 0; hours < 3; hours += 1) await oneHour(engine);
    const without = await engine.devices();
    assert.deepEqual(without.map(({ profile, status, problem }) => [profile, status, problem?.code]).sort(), [
      ['SensitiveData', 'active', 'profile-unknown'],
      ['SensitiveData', 'ready', 'profile-unknown'],
      ['Standard', 'ready', undefined],
    ]);
    assert.deepEqual(
      postedKinds(engine).filter((kind) => kind.startsWith('attention')),
      ['attention 1', 'attention 1'],
    );
    await hourlyLook(engine);
    assert.deepEqual(await engine.devices(), without);
    Object.assign(engine.policy, { profiles });
    await oneHour(engine);
    assert.ok((await engine.devices()).every(({ problem }) => problem === undefined));
    assert.ok((await engine.devices()).every(({ status }) => status === 'ready' || status === 'active'));
  });

  it('is Active and Inactive as any other', () => {
    const device = { ...ready, profile: 'Gone' };
    const active = look(device, { managedDevices: [managed()] }).device;
    assert.deepEqual([active.status, active.problem?.code], ['active', 'profile-unknown']);
    const later = { ...active, lastSyncAt: now - 8 * 24 * hour };
    const inactive = look(later, { managedDevices: [] }).device;
    assert.deepEqual([inactive.status, inactive.problem?.at], ['inactive', active.problem?.at]);
  });
});

async function oneHour(engine: Engine): Promise<void> {
  await hourlyLook(engine);
  for (let turns = 0; turns < 12; turns += 1) {
    engine.sandbox.clock.advance(hour / 12);
    await engine.turn();
  }
}
