import assert from 'node:assert/strict';
import { sampleFiles } from '../../../sandbox/samples/files.ts';
import { cancel } from '../../../src/registration/batches/cancel.ts';
import { createDevicesOfDecidedBatches } from '../../../src/registration/batches/createDevices.ts';
import { housekeeping } from '../../../src/registration/batches/housekeeping.ts';
import { placeCard } from '../../../src/registration/batches/placeCard.ts';
import { receive } from '../../../src/registration/batches/receive.ts';
import { register } from '../../../src/registration/batches/register.ts';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const alex = { id: 'alex', name: 'Alex Wilber' };
const megan = { id: 'megan', name: 'Megan Bowen' };

function createWorld() {
  return { ...memoryWorld(), directory: { usersExist: async () => new Set<string>() } };
}

describe('a batch', () => {
  let world: ReturnType<typeof createWorld>;
  beforeEach(() => {
    world = createWorld();
  });
  afterEach(() => world.store.close());

  const sample = (id: string) =>
    sampleFiles(world.clock.now()).find((file) => file.id === id)?.bytes ?? Buffer.alloc(0);
  const send = (bytes: Uint8Array, fileName = 'devices.csv') =>
    receive({ bytes, fileName, requester: alex, conversationId: 'chat' }, world, defaultPolicy, defaultLimits);
  const choose = (batchId: string, changes: Partial<Parameters<typeof register>[0]> = {}) =>
    register(
      {
        batchId,
        profile: 'Standard',
        sharedMode: false,
        note: undefined,
        actor: alex,
        activityId: undefined,
        ...changes,
      },
      world,
      defaultPolicy,
    );
  const devices = (): Promise<Device[]> => Array.fromAsync(everyRecord(world.store, 'devices', {}));

  it('is a draft with its report at first, and no device exists', async () => {
    const batch = await send(sample('five'));
    assert.equal(batch.state, 'draft');
    assert.deepEqual(batch.report.summary, { accepted: 5, repaired: 0, rejected: 0 });
    assert.deepEqual(batch.report.models, [
      { model: 'Latitude 5450', count: 5, tpm: [{ version: '2.0', count: 5 }], memory: [16] },
    ]);
    assert.equal(await world.store.count('devices', {}), 0);
    assert.doesNotMatch(JSON.stringify(batch), /T0E|T0F|T0G/);
  });

  it('becomes devices once somebody chose a profile', async () => {
    const { id } = await send(sample('five'));
    const outcome = await choose(id, { profile: 'SensitiveData', sharedMode: true, note: 'for the lobby' });
    assert.equal(outcome.kind, 'registered');
    await createDevicesOfDecidedBatches(world, defaultPolicy);
    const all = await devices();
    assert.equal(all.length, 5);
    assert.ok(
      all.every(
        ({ groupTag, status, step }) =>
          groupTag.endsWith('SensitiveData-Shared') && status === 'pending' && step === 'accepted',
      ),
    );
    assert.equal(await world.store.count('hashes', {}), 5);
    assert.equal(await world.store.count('batchRows', {}), 0);
    assert.equal((await world.store.get('batches', id))?.state, 'open');
    assert.ok(all.every(({ timeline }) => timeline[0]?.text.includes('Alex Wilber')));
  });

  it('is decided by the first click; the second learns who was first', async () => {
    const { id } = await send(sample('five'));
    const outcomes = await Promise.all([choose(id), choose(id, { actor: megan, profile: 'PowerUser' }), choose(id)]);
    assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['alreadyDecided', 'alreadyDecided', 'registered']);
    const later = await choose(id, { actor: megan });
    assert.equal(later.kind === 'alreadyDecided' && later.view.batch.decidedBy?.name, 'Alex Wilber');
    const audit = await Array.fromAsync(everyRecord(world.store, 'audit', { equals: { subject: id } }));
    // Everybody who asked in time, among them who was first.
    assert.deepEqual(new Set(audit.map(({ action }) => action)), new Set(['askedToRegister']));
    assert.ok(audit.some(({ actor, detail }) => actor.id === alex.id && detail['profile'] === 'Standard'));
  });

  it('refuses Power user with shared mode, an unknown profile and an empty file, and stays a draft', async () => {
    const { id } = await send(sample('five'));
    const shared = await choose(id, { profile: 'PowerUser', sharedMode: true });
    assert.equal(shared.kind === 'refused' && shared.message, "Power user devices can't be shared.");
    assert.equal((await choose(id, { profile: '' })).kind, 'refused');
    assert.equal((await choose(id, { profile: 'Kiosk' })).kind, 'refused');
    assert.equal((await world.store.get('batches', id))?.state, 'draft');
    const empty = await send(Buffer.from('hello, this is a letter'));
    assert.equal((await choose(empty.id)).kind, 'refused');
    assert.equal((await choose('nobody')).kind, 'notFound');
  });

  it('forgets its rows when it is cancelled, and cannot be registered any more', async () => {
    const { id } = await send(sample('five'));
    const cancelled = await cancel({ batchId: id, actor: alex, activityId: undefined }, world, defaultPolicy);
    assert.equal(cancelled.kind, 'cancelled');
    assert.equal(await world.store.count('batchRows', {}), 0);
    assert.equal((await choose(id)).kind, 'alreadyDecided');
    assert.equal(
      (await cancel({ batchId: id, actor: megan, activityId: undefined }, world, defaultPolicy)).kind,
      'alreadyDecided',
    );
  });

  it('goes on where it was when the process died while devices were created', async () => {
    const { id } = await send(sample('fifty'));
    await choose(id);
    const { createAll } = world.store;
    let calls = 0;
    world.store.createAll = (async (...given: Parameters<typeof createAll>) => {
      calls += 1;
      if (calls === 2) throw new Error('killed');
      return createAll.apply(world.store, given);
    }) as typeof createAll;
    await assert.rejects(() => createDevicesOfDecidedBatches(world, defaultPolicy), /killed/);
    world.store.createAll = createAll;
    await createDevicesOfDecidedBatches(world, defaultPolicy);
    assert.equal((await devices()).length, 50);
    assert.equal(await world.store.count('hashes', {}), 50);
    assert.deepEqual((await world.store.get('batches', id))?.leftAlone, []);
  });

  it('leaves devices alone that another batch follows, and says which', async () => {
    const first = await send(sample('five'));
    await choose(first.id);
    await createDevicesOfDecidedBatches(world, defaultPolicy);
    const second = await send(sample('five'));
    await choose(second.id, { profile: 'PowerUser' });
    await createDevicesOfDecidedBatches(world, defaultPolicy);
    const batch = await world.store.get('batches', second.id);
    assert.equal(batch?.registeredOtherwise?.length, 5);
    assert.equal(batch?.total, 0);
    assert.ok((await devices()).every(({ profile }) => profile === 'Standard'));
  });

  it('takes over a device whose last registration failed, and keeps its history', async () => {
    const first = await send(sample('five'));
    await choose(first.id);
    await createDevicesOfDecidedBatches(world, defaultPolicy);
    const [device] = await devices();
    assert.ok(device);
    await world.store.replace('devices', {
      ...device,
      status: 'failed',
      dueAt: undefined,
      problem: { code: 'import-failed', at: 0 },
    });
    const second = await send(sample('five'));
    await choose(second.id);
    await createDevicesOfDecidedBatches(world, defaultPolicy);
    const again = await world.store.get('devices', device.id);
    assert.equal(again?.requestedIn, second.id);
    assert.equal(again?.status, 'pending');
    assert.equal(again?.problem, undefined);
    assert.equal(again?.timeline.length, 2);
  });

  it('remembers where its card is, whatever happens at the same time', async () => {
    const { id } = await send(sample('five'));
    await Promise.all([choose(id), placeCard(id, { conversationId: 'chat', activityId: '7' }, world.store)]);
    const batch = await world.store.get('batches', id);
    assert.equal(batch?.card?.activityId, '7');
    assert.equal(batch?.state, 'registering');
  });

  it('is removed with its hashes when nobody decides for a week', async () => {
    const { id } = await send(sample('five'));
    await world.clock.advance(6 * 24 * 3_600_000);
    await housekeeping(world);
    assert.ok(await world.store.get('batches', id));
    await world.clock.advance(24 * 3_600_000);
    await housekeeping(world);
    assert.equal(await world.store.get('batches', id), undefined);
    assert.equal(await world.store.count('batchRows', {}), 0);
  });
});
