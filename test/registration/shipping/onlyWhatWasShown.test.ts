import assert from 'node:assert/strict';
import { compose } from '../../../src/registration/announcements/compose.ts';
import { deliverDigests } from '../../../src/registration/announcements/deliver.ts';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import { housekeeping } from '../../../src/registration/batches/housekeeping.ts';
import { readBatchView } from '../../../src/registration/batches/readBatchView.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { announce, move } from '../../../src/registration/lifecycle/moves.ts';
import { withdraw } from '../../../src/registration/lifecycle/withdraw.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createHealth } from '../../../src/registration/ports/health.ts';
import { removeDevices } from '../../../src/registration/removal/removeDevices.ts';
import { carryOutRetries } from '../../../src/registration/retry/carryOutRetries.ts';
import { retry } from '../../../src/registration/retry/retry.ts';
import { confirmActive } from '../../../src/registration/shipping/confirmActive.ts';
import { keepShown } from '../../../src/registration/shipping/keepShown.ts';
import { markShipped } from '../../../src/registration/shipping/markShipped.ts';
import { type PressedCard, readShown } from '../../../src/registration/shipping/readShown.ts';
import { buttonsId } from '../../../src/registration/shipping/shownDevices.ts';
import { sampleBatch } from '../../bot/support/samples.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const ada = { id: 'ada', name: 'Ada Byron' };
const day = 24 * 3_600_000;

describe('a button acts on exactly what its card shows', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(async () => {
    world = memoryWorld();
    await world.store.create('batches', sampleBatch({ id: 'b1', state: 'open', profile: 'Standard' }));
    await subscribe({ id: 'it', name: 'IT', actor: ada, activityId: undefined }, world);
  });
  afterEach(() => world.store.close());

  const now = () => world.clock.now();
  const get = async (id: string) => (await world.store.get('devices', id)) ?? assert.fail(id);
  const change = async (id: string, to: (device: Device) => Device) =>
    (await world.store.replace('devices', to(await get(id)))) ?? assert.fail(id);
  const isReady = (device: Device) =>
    announce(move(device, { status: 'ready', step: 'assigned' }, 'Ready', now()), 'ready', now());
  const fallsBack = (device: Device) =>
    withdraw(move(device, { status: 'pending', step: 'grouped' }, 'No longer ready', now()), now(), 'why');

  async function becomeReady(...ids: string[]): Promise<void> {
    for (const id of ids) {
      const device = buildDevice({ id, serialNumber: id, requestedIn: 'b1', status: 'pending' }, now());
      await world.store.create('devices', isReady(device));
    }
  }
  /** Tells what there is to tell; resolves with the digest told last. */
  async function tell() {
    await world.clock.advance(defaultPolicy.digestDelay);
    await compose(world, defaultPolicy);
    await deliverDigests({ ...world, health: createHealth(world.clock) }, defaultPolicy);
    return world.courier.digests.at(-1)?.digest ?? assert.fail('nothing was told');
  }
  async function press(card: PressedCard) {
    const shown = await readShown(card, world.store);
    assert.ok(shown);
    const { devices, shown: count } = await markShipped(
      { scope: { shown: shown.ship, subject: shown.subject }, actor: ada, activityId: 'm' },
      world,
    );
    return { ...Object.fromEntries(devices.map(({ id, result }) => [id, result])), shown: count };
  }
  const onDigest = ({ id }: { id: string }, conversationId = 'it'): PressedCard => ({ digestId: id, conversationId });
  const shipped = async () =>
    (await Array.fromAsync(everyRecord(world.store, 'devices', {})))
      .filter((device) => device.shipped !== undefined)
      .map(({ id }) => id);
  async function draw() {
    const batch = (await world.store.get('batches', 'b1')) ?? assert.fail();
    const view = await readBatchView(batch, { ...world, health: createHealth(world.clock) }, defaultPolicy);
    await keepShown(view, world);
    return { batchId: 'b1', shownId: buttonsId('b1', view.buttons) };
  }

  it('“Mark all ready as shipped” on the first wave marked the second wave too: it does not', async () => {
    await becomeReady('A', 'B');
    const first = await tell();
    await becomeReady('C', 'D');
    const second = await tell();
    assert.deepEqual(await press(onDigest(first)), { A: 'taken', B: 'taken', shown: 2 });
    assert.deepEqual(await shipped(), ['A', 'B']);
    assert.deepEqual(await press(onDigest(second, 'it;messageid=1')), { C: 'taken', D: 'taken', shown: 2 });
  });

  it('is for what was shown in that conversation: a device left out of the post is not marked by its button', async () => {
    await becomeReady('A', 'B');
    await world.clock.advance(defaultPolicy.digestDelay);
    await compose(world, defaultPolicy);
    await change('B', fallsBack);
    await deliverDigests({ ...world, health: createHealth(world.clock) }, defaultPolicy);
    const told = world.courier.digests[0]?.digest ?? assert.fail();
    assert.deepEqual(
      told.devices.map(({ key }) => key),
      ['A'],
    );
    await change('B', isReady);
    assert.deepEqual(await press(onDigest(told)), { A: 'taken', shown: 1 });
    assert.deepEqual(await shipped(), ['A']);
  });

  it('says of a device that fell back, was removed or is being removed that it is not, and marks the others', async () => {
    await becomeReady('A', 'B', 'C', 'D', 'E');
    const digest = await tell();
    await change('A', fallsBack);
    await change('B', (device) => move(device, { status: 'removed' }, 'Removed', now()));
    await removeDevices({ deviceIds: ['C'], actor: ada, activityId: undefined }, world);
    await change('D', (device) => move(device, { status: 'active' }, 'Active', now()));
    assert.deepEqual(await press(onDigest(digest)), {
      A: 'pending',
      B: 'removed',
      C: 'beingRemoved',
      D: 'taken',
      E: 'taken',
      shown: 5,
    });
  });

  it('leaves a device that was withdrawn and became ready again to its newer card', async () => {
    await becomeReady('A', 'B');
    const first = await tell();
    await change('A', fallsBack);
    await tell();
    await change('A', isReady);
    const second = await tell();
    assert.deepEqual(await press(onDigest(first)), { A: 'again', B: 'taken', shown: 2 });
    assert.deepEqual(await shipped(), ['B']);
    assert.deepEqual(await press(onDigest(second)), { A: 'taken', shown: 1 });
  });

  it('leaves a device that was removed and registered anew, in another file, to that file’s cards', async () => {
    await becomeReady('A');
    const digest = await tell();
    const card = await draw();
    await change('A', (device) => ({
      ...isReady(move({ ...device, requestedIn: 'b2' }, { status: 'pending' }, 'Registered anew', now())),
      registeredAt: now(),
    }));
    for (const pressed of [onDigest(digest), card])
      assert.deepEqual(await press(pressed), { A: 'again', shown: 1 }, JSON.stringify(pressed));
    assert.deepEqual(await shipped(), []);
  });

  it('a batch’s card marks what it showed when it was drawn, not what became ready since', async () => {
    await becomeReady('A', 'B');
    const card = await draw();
    await becomeReady('C');
    await change('B', fallsBack);
    assert.deepEqual(await press(card), { A: 'taken', B: 'pending', shown: 2 });
    assert.deepEqual(await shipped(), ['A']);
    assert.deepEqual(await press(await draw()), { C: 'taken', shown: 1 });
  });

  it('confirms what the card showed as active, not what became active since', async () => {
    await becomeReady('A', 'B', 'C');
    await change('A', (device) => move(device, { status: 'active' }, 'Active', now()));
    await change('B', (device) => move(device, { status: 'active' }, 'Active', now()));
    const shown = (await readShown(await draw(), world.store)) ?? assert.fail();
    await change('C', (device) => move(device, { status: 'active' }, 'Active', now()));
    await change('B', (device) => move(device, { status: 'inactive' }, 'Inactive', now()));
    const { devices } = await confirmActive(
      { scope: { shown: shown.confirm, subject: 'b1' }, actor: ada, activityId: 'm' },
      world,
    );
    assert.deepEqual(
      devices.map(({ id, result }) => [id, result]),
      [
        ['A', 'taken'],
        ['B', 'inactive'],
      ],
    );
    assert.equal((await get('C')).confirmed, undefined);
  });

  it('retries what the card showed as failed, not what failed since', async () => {
    const fails = (device: Device): Device => ({
      ...move(device, { status: 'failed', step: 'accepted' }, 'Failed', now()),
      autopilotId: 'known',
      problem: { code: 'unexpected-error', at: now() },
    });
    await becomeReady('A', 'B', 'C');
    for (const id of ['A', 'B']) await change(id, fails);
    const shown = (await readShown(await draw(), world.store)) ?? assert.fail();
    await change('C', fails);
    await change('B', (device) => ({ ...fails(device), registeredAt: now() + 1 }));
    const scope = { kind: 'shown', subject: 'b1', shown: shown.retry } as const;
    const outcome = await retry({ scope, actor: ada, activityId: 'm' }, world, defaultPolicy);
    assert.deepEqual(outcome.again, { count: 1, serialNumbers: ['A'] });
    assert.deepEqual(
      outcome.left.map(({ serialNumbers, reason }) => [serialNumbers, reason]),
      [[['B'], 'It was registered anew after this card was posted.']],
    );
    await carryOutRetries(world, defaultPolicy);
    assert.deepEqual(await Promise.all(['A', 'B', 'C'].map(async (id) => (await get(id)).status)), [
      'pending',
      'failed',
      'failed',
    ]);
  });

  it('does nothing where it is not known what the card showed', async () => {
    await becomeReady('A');
    const card = await draw();
    const digest = await tell();
    for (const unknown of [
      { batchId: 'b2', shownId: card.shownId },
      { batchId: 'b1', shownId: 'f'.repeat(32) },
      { digestId: 'f'.repeat(32), conversationId: 'it' },
      { digestId: digest.id, conversationId: 'elsewhere' },
    ])
      assert.equal(await readShown(unknown, world.store), undefined, JSON.stringify(unknown));
  });

  it('what cards showed is kept for thirty days after they were drawn last', async () => {
    await becomeReady('A');
    const card = await draw();
    await world.clock.advance(29 * day);
    await housekeeping(world);
    await draw();
    await world.clock.advance(29 * day);
    await housekeeping(world);
    assert.ok(await readShown(card, world.store));
    await world.clock.advance(2 * day);
    await housekeeping(world);
    assert.equal(await readShown(card, world.store), undefined);
  });
});
