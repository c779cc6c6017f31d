import assert from 'node:assert/strict';
import { remindJob } from '../../../src/jobs/remind.ts';
import { compose } from '../../../src/registration/announcements/compose.ts';
import { deliverDigests } from '../../../src/registration/announcements/deliver.ts';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { move } from '../../../src/registration/lifecycle/moves.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { markShipped } from '../../../src/registration/shipping/markShipped.ts';
import { remindUnshipped } from '../../../src/registration/shipping/remindUnshipped.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const { shipReminderAfter } = defaultPolicy;
const ada = { id: 'ada', name: 'Ada Byron' };

describe('reminders of devices that wait to be shipped', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());

  const add = (name: string, changes: Partial<Device> = {}) =>
    world.store.create(
      'devices',
      buildDevice({ id: name, serialNumber: name, status: 'ready', ...changes }, world.clock.now()),
    );
  const remind = () => remindUnshipped(world, defaultPolicy);
  const kinds = async (name: string) => (await world.store.get('devices', name))?.announcements.map(({ kind }) => kind);

  it('come three days after a device became ready, once, and again only when it became ready anew', async () => {
    assert.equal(shipReminderAfter, 3 * 24 * 3_600_000);
    await add('A');
    await world.clock.advance(shipReminderAfter);
    assert.deepEqual(await remind(), { reminded: 0 });
    await world.clock.advance(1);
    assert.deepEqual(await remind(), { reminded: 1 });
    for (let hours = 0; hours < 5; hours += 1) {
      await world.clock.advance(shipReminderAfter);
      assert.deepEqual(await remind(), { reminded: 0 });
    }
    assert.deepEqual(await kinds('A'), ['unshipped']);
    const fallen = await world.store.get('devices', 'A');
    assert.ok(fallen);
    await world.store.replace('devices', move(fallen, { status: 'ready' }, 'Ready for user', world.clock.now()));
    assert.deepEqual(await remind(), { reminded: 0 });
    await world.clock.advance(shipReminderAfter + 1);
    assert.deepEqual(await remind(), { reminded: 1 });
    assert.deepEqual(await kinds('A'), ['unshipped', 'unshipped']);
  });

  it('leave alone what was shipped, is not ready or is being removed, and write nothing there', async () => {
    await add('shipped');
    await markShipped({ scope: { serialNumbers: ['shipped'] }, actor: ada, activityId: undefined }, world);
    for (const status of ['pending', 'failed', 'active', 'inactive', 'removed'] as const) await add(status, { status });
    await add('being removed', { removal: { by: ada, at: 0 } });
    await add('forgotten');
    await world.clock.advance(shipReminderAfter + 1);
    assert.deepEqual(await remind(), { reminded: 1 });
    assert.deepEqual(await kinds('forgotten'), ['unshipped']);
    for (const status of ['pending', 'failed', 'active', 'inactive', 'removed'])
      assert.equal((await world.store.get('devices', status))?.version, 1, status);
  });

  it('give way to somebody who ships the device at that moment', async () => {
    await add('A');
    await world.clock.advance(shipReminderAfter + 1);
    const store = { ...world.store };
    store.replace = async (collection, record) => {
      store.replace = world.store.replace;
      await markShipped({ scope: { serialNumbers: ['A'] }, actor: ada, activityId: undefined }, world);
      return world.store.replace(collection, record);
    };
    assert.deepEqual(await remindUnshipped({ ...world, store }, defaultPolicy), { reminded: 0 });
    assert.deepEqual(await kinds('A'), []);
    assert.deepEqual(await remind(), { reminded: 0 });
  });

  it('are one digest for a wave of devices', async () => {
    await subscribe({ id: 'it', name: 'IT', actor: ada, activityId: undefined }, world);
    for (const name of ['A', 'B', 'C']) await add(name);
    await world.clock.advance(shipReminderAfter + 1);
    let found = 0;
    const job = remindJob(world, defaultPolicy, () => {
      found += 1;
    });
    await job.run(new AbortController().signal);
    await job.run(new AbortController().signal);
    assert.equal(found, 1);
    await compose(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
    await compose(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
    assert.deepEqual(
      world.courier.digests.map(({ digest }) => [digest.kind, digest.devices.map(({ serialNumber }) => serialNumber)]),
      [['unshipped', ['A', 'B', 'C']]],
    );
  });

  it('stop when the job is stopped', async () => {
    for (const name of ['A', 'B']) await add(name);
    await world.clock.advance(shipReminderAfter + 1);
    assert.deepEqual(await remindUnshipped(world, defaultPolicy, AbortSignal.abort()), { reminded: 0 });
  });
});
