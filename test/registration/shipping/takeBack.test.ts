import assert from 'node:assert/strict';
import { readBatchView } from '../../../src/registration/batches/readBatchView.ts';
import { updateBatchCards } from '../../../src/registration/batches/updateCards.ts';
import { type Device, deviceKey } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createHealth } from '../../../src/registration/ports/health.ts';
import { confirmActive } from '../../../src/registration/shipping/confirmActive.ts';
import { markShipped } from '../../../src/registration/shipping/markShipped.ts';
import { remindUnshipped } from '../../../src/registration/shipping/remindUnshipped.ts';
import { type TakeBackRequest, takeBack, takenBackWithin } from '../../../src/registration/shipping/takeBack.ts';
import { sampleBatch } from '../../bot/support/samples.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const ada = { id: 'ada', name: 'Ada Byron' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const hour = 3_600_000;

describe('a mark taken back', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());

  async function device(serialNumber: string, changes: Partial<Device> = {}): Promise<string> {
    const id = deviceKey(changes.manufacturer ?? 'Dell Inc.', serialNumber);
    await world.store.create('devices', buildDevice({ id, serialNumber, status: 'ready', ...changes }));
    return id;
  }
  const ship = (...serialNumbers: string[]) =>
    markShipped({ scope: { serialNumbers }, actor: ada, activityId: 'm1' }, world);
  const request = (scope: TakeBackRequest['scope'], over: Partial<TakeBackRequest> = {}): TakeBackRequest => ({
    step: 'shipped',
    scope,
    reason: 'the courier brought it back',
    actor: grace,
    isAdministrator: false,
    activityId: 'm2',
    ...over,
  });
  async function back(scope: TakeBackRequest['scope'], over: Partial<TakeBackRequest> = {}) {
    const outcome = await takeBack(request(scope, over), world);
    assert.equal(outcome.kind, 'answered');
    return outcome.kind === 'answered'
      ? Object.fromEntries(outcome.devices.map(({ serialNumber, result }) => [serialNumber, result]))
      : assert.fail();
  }
  const stored = async (serialNumber: string) =>
    (await world.store.get('devices', deviceKey('Dell Inc.', serialNumber))) ?? assert.fail();

  it('is gone from the device, and stays in its history and in the audit, with whose it was and why', async () => {
    await device('A');
    await ship('A');
    const said = (await stored('A')).shipped;
    await world.clock.advance(hour);
    assert.deepEqual(await back({ serialNumbers: ['a'] }), { A: 'takenBack' });
    const a = await stored('A');
    assert.equal(a.shipped, undefined);
    assert.deepEqual(
      a.timeline.map(({ text }) => text),
      [
        'Marked as shipped by Ada Byron',
        'No longer marked as shipped: Grace Hopper took back what Ada Byron said, because the courier brought it back',
      ],
    );
    const audit = await Array.fromAsync(everyRecord(world.store, 'audit', {}));
    const entry = audit.find(({ action }) => action === 'askedToTakeBackShipped');
    assert.deepEqual(
      [entry?.actor, entry?.subject, entry?.detail, entry?.activityId],
      [
        grace,
        a.id,
        {
          devices: 1,
          serialNumbers: ['A'],
          reason: 'the courier brought it back',
          said: [{ by: 'Ada Byron', at: said?.at }],
        },
        'm2',
      ],
    );
    assert.ok(audit.some(({ action }) => action === 'askedToMarkShipped'));
  });

  it('can be given again, by anybody', async () => {
    await device('A');
    await ship('A');
    await back({ serialNumbers: ['A'] });
    const { devices } = await ship('A');
    assert.equal(devices[0]?.result, 'taken');
  });

  it('is for a registrar within a day of the mark, and for an administrator later', async () => {
    for (const serial of ['A', 'B']) {
      await device(serial);
      await ship(serial);
      if (serial === 'A') await world.clock.advance(1);
    }
    await world.clock.advance(takenBackWithin);
    const both = { serialNumbers: ['A', 'B'] };
    assert.deepEqual(await back(both), { A: 'tooOld', B: 'takenBack' });
    assert.ok((await stored('A')).shipped);
    await world.clock.advance(100 * 24 * hour);
    assert.deepEqual(await back(both), { A: 'tooOld', B: 'unsaid' });
    assert.deepEqual(await back(both, { isAdministrator: true }), { A: 'takenBack', B: 'unsaid' });
  });

  it('by the button is only what was said then: a word given anew since, and older ones, stay', async () => {
    for (const serial of ['A', 'B', 'C']) await device(serial);
    await ship('C');
    await world.clock.advance(1);
    const { markId = assert.fail() } = await ship('A', 'B', 'C');
    await back({ serialNumbers: ['A'] });
    await world.clock.advance(1);
    await ship('A');
    assert.deepEqual(await back({ markId }), { A: 'saidAnew', B: 'takenBack' });
    assert.ok((await stored('A')).shipped);
    assert.ok((await stored('C')).shipped);
    assert.equal((await takeBack(request({ markId }, { step: 'confirmed' }), world)).kind, 'notFound');
    assert.equal((await takeBack(request({ markId: 'forged' }), world)).kind, 'notFound');
  });

  it('of a confirmation opens the request again that it closed', async () => {
    const card = { conversationId: 'chat', activityId: 'card' };
    await world.store.create(
      'batches',
      sampleBatch({ id: 'b', state: 'open', profile: 'Standard', card, cardDueAt: 0 }),
    );
    await device('A', { status: 'active', requestedIn: 'b' });
    const draw = async () => {
      await updateBatchCards({ ...world, health: createHealth(world.clock) }, defaultPolicy);
      return (await world.store.get('batches', 'b'))?.state;
    };
    await confirmActive({ scope: { serialNumbers: ['A'] }, actor: ada, activityId: undefined }, world);
    assert.equal(await draw(), 'closed');
    assert.deepEqual(await back({ serialNumbers: ['A'] }, { step: 'confirmed' }), { A: 'takenBack' });
    assert.equal(await draw(), 'open');
    const batch = (await world.store.get('batches', 'b')) ?? assert.fail();
    const view = await readBatchView(batch, { ...world, health: createHealth(world.clock) }, defaultPolicy);
    assert.deepEqual([view.people.confirmed, view.people.toConfirm], [0, 1]);
  });

  it('makes a device that is ready wait to be shipped again, so that it is not forgotten', async () => {
    await device('A', { shipReminderAt: world.clock.now(), stepSince: world.clock.now() });
    await ship('A');
    await back({ serialNumbers: ['A'] });
    await world.clock.advance(defaultPolicy.shipReminderAfter + 1);
    assert.deepEqual(await remindUnshipped(world, defaultPolicy), { reminded: 1 });
  });

  it('does not touch a device of which nothing was said, nor the other word', async () => {
    await device('A', { status: 'active' });
    await confirmActive({ scope: { serialNumbers: ['A'] }, actor: ada, activityId: undefined }, world);
    const before = await stored('A');
    assert.deepEqual(await back({ serialNumbers: ['A'] }), { A: 'unsaid' });
    assert.deepEqual(await stored('A'), before);
    assert.equal((await Array.fromAsync(everyRecord(world.store, 'audit', {}))).length, 1);
  });

  it('is that of the one device of several with a serial number of which it was said', async () => {
    await device('SAME');
    const hp = await device('SAME', { manufacturer: 'HP' });
    await markShipped({ scope: { deviceIds: [hp] }, actor: ada, activityId: undefined }, world);
    assert.deepEqual(await back({ serialNumbers: ['SAME'] }), { SAME: 'takenBack' });
    assert.equal((await world.store.get('devices', hp))?.shipped, undefined);
    await markShipped(
      { scope: { deviceIds: [hp, deviceKey('Dell Inc.', 'SAME')] }, actor: ada, activityId: undefined },
      world,
    );
    const outcome = await takeBack(request({ serialNumbers: ['SAME'] }), world);
    assert.deepEqual(outcome.kind === 'answered' && [outcome.devices.length, outcome.ambiguous.length], [0, 1]);
    assert.ok((await stored('SAME')).shipped);
  });

  it('survives being changed under its hands, and the same request twice', async () => {
    await device('A');
    await ship('A');
    let meddled = false;
    const store: typeof world.store = {
      ...world.store,
      replace: async (collection, record) => {
        if (collection === 'devices' && !meddled) {
          meddled = true;
          const other = await stored('A');
          await world.store.replace('devices', { ...other, looks: 7 });
        }
        return world.store.replace(collection, record);
      },
    };
    assert.equal((await takeBack(request({ serialNumbers: ['A'] }), { ...world, store })).kind, 'answered');
    const a = await stored('A');
    assert.deepEqual([a.shipped, a.looks], [undefined, 7]);
    assert.deepEqual(await back({ serialNumbers: ['A'] }), { A: 'unsaid' });
    assert.equal((await stored('A')).timeline.length, 2);
  });
});
