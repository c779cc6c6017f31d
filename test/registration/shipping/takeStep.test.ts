import assert from 'node:assert/strict';
import { type Device, deviceKey } from '../../../src/registration/lifecycle/device.ts';
import { announce, move } from '../../../src/registration/lifecycle/moves.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { confirmActive } from '../../../src/registration/shipping/confirmActive.ts';
import { markShipped } from '../../../src/registration/shipping/markShipped.ts';
import type { StepRequest } from '../../../src/registration/shipping/stepOutcome.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { storedBatch } from '../../support/buildStored.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const ada = { id: 'ada', name: 'Ada Byron' };
const grace = { id: 'grace', name: 'Grace Hopper' };

describe("a person's step", () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());

  async function device(serialNumber: string, changes: Partial<Device> = {}): Promise<void> {
    const id = deviceKey(changes.manufacturer ?? 'Dell Inc.', serialNumber);
    await world.store.create('devices', buildDevice({ id, serialNumber, status: 'ready', ...changes }));
  }
  const named = (...serialNumbers: string[]): StepRequest['scope'] => ({ serialNumbers });
  const ask = (scope: StepRequest['scope'], actor = ada): StepRequest => ({ scope, actor, activityId: 'message-1' });
  const stored = async (serialNumber: string, manufacturer = 'Dell Inc.') => {
    const found = await world.store.get('devices', deviceKey(manufacturer, serialNumber));
    assert.ok(found);
    return found;
  };
  async function answered(outcome: ReturnType<typeof markShipped>) {
    return outcome;
  }
  async function results(outcome: ReturnType<typeof markShipped>) {
    const { devices } = await answered(outcome);
    return Object.fromEntries(devices.map(({ serialNumber, result }) => [serialNumber, result]));
  }
  const audits = () => Array.fromAsync(everyRecord(world.store, 'audit', {}));

  it('is recorded with who and when, in the history and once in the audit', async () => {
    await device('A');
    await device('B');
    assert.deepEqual(await results(markShipped(ask(named('A', 'B')), world)), { A: 'taken', B: 'taken' });
    const a = await stored('A');
    const at = world.clock.now();
    assert.deepEqual(a.shipped, { by: ada, at });
    assert.deepEqual(a.timeline.at(-1), { at, text: 'Marked as shipped by Ada Byron' });
    assert.equal(a.status, 'ready');
    const [{ action, actor, subject, detail, activityId } = assert.fail(), ...more] = await audits();
    assert.deepEqual(more, []);
    assert.deepEqual(
      { action, actor, subject, detail, activityId },
      {
        action: 'askedToMarkShipped',
        actor: ada,
        subject: 'devices',
        detail: { devices: 2, serialNumbers: ['A', 'B'] },
        activityId: 'message-1',
      },
    );
  });

  const statuses = ['pending', 'failed', 'ready', 'active', 'inactive', 'removed'] as const;
  const never = { pending: 'pending', failed: 'failed', removed: 'removed' };
  const late = { ...never, ready: 'taken', active: 'taken', inactive: 'taken' };
  const rules: [step: 'shipped' | 'confirmed', byName: boolean, expected: Record<Device['status'], string>][] = [
    ['shipped', true, late],
    ['shipped', false, late],
    ['confirmed', true, { ...never, ready: 'unused', active: 'taken', inactive: 'taken' }],
    ['confirmed', false, { ...never, ready: 'unused', active: 'taken', inactive: 'inactive' }],
  ];
  for (const [step, byName, expected] of rules) {
    it(`${step} ${byName ? 'by serial number' : 'on a card'}: each state has its answer, and no other device changes`, async () => {
      await world.store.create('batches', storedBatch('batch'));
      for (const status of statuses) await device(status, { status });
      const act = step === 'shipped' ? markShipped : confirmActive;
      const shown = statuses.map((serialNumber) => ({ key: deviceKey('Dell Inc.', serialNumber), life: '' }));
      const scope = byName ? named(...statuses) : { shown, subject: 'batch' };
      assert.deepEqual(await results(act(ask(scope), world)), expected);
      for (const status of statuses) {
        const now = await stored(status);
        assert.deepEqual(now[step]?.by, expected[status] === 'taken' ? ada : undefined, status);
        assert.equal(now.version, expected[status] === 'taken' ? 2 : 1, status);
        assert.equal(now.status, status);
      }
    });
  }

  it('leaves alone what is being removed, whatever its state', async () => {
    const removal = { by: ada, at: 0 };
    for (const status of ['pending', 'failed', 'ready', 'active', 'inactive'] as const) {
      await device(status, { status, removal });
      for (const act of [markShipped, confirmActive])
        assert.deepEqual(await results(act(ask(named(status)), world)), { [status]: 'beingRemoved' });
      assert.equal((await stored(status)).version, 1);
    }
  });

  it('says in the history that a device was marked late, or confirmed while it was quiet', async () => {
    await device('A', { status: 'active' });
    await device('B', { status: 'inactive' });
    await markShipped(ask(named('A')), world);
    await confirmActive(ask(named('A', 'B')), world);
    assert.deepEqual(
      (await stored('A')).timeline.map(({ text }) => text),
      ['Marked as shipped, when it was already in use, by Ada Byron', 'Confirmed active by Ada Byron'],
    );
    assert.deepEqual(
      (await stored('B')).timeline.map(({ text }) => text),
      ['Confirmed, although inactive, by Ada Byron'],
    );
  });

  it('leaves the first word, and says whose it was', async () => {
    await device('A');
    await markShipped(ask(named('A')), world);
    const first = await stored('A');
    await world.clock.advance(60_000);
    const { devices } = await answered(markShipped(ask(named('A'), grace), world));
    assert.deepEqual(devices, [
      {
        id: 'DELL|A',
        serialNumber: 'A',
        manufacturer: 'Dell Inc.',
        status: 'ready',
        problem: undefined,
        result: 'before',
        word: first.shipped,
      },
    ]);
    assert.deepEqual(await stored('A'), first);
    const [{ subject } = assert.fail(), ...more] = await audits();
    assert.deepEqual([subject, more], ['DELL|A', []]);
  });

  it('is taken once by two people at once', async () => {
    await device('A');
    await device('B');
    const both = await Promise.all(
      [ada, grace].map((person) => answered(markShipped(ask(named('A', 'B'), person), world))),
    );
    for (const serialNumber of ['A', 'B']) {
      const told = both.map(({ devices }) => devices.find((each) => each.serialNumber === serialNumber));
      assert.deepEqual(told.map((each) => each?.result).sort(), ['before', 'taken']);
      const { shipped, timeline } = await stored(serialNumber);
      assert.deepEqual(
        told.map((each) => each?.word),
        [shipped, shipped],
      );
      assert.equal(timeline.length, 1);
    }
  });

  it('judges a device anew that changed while somebody pressed the button', async () => {
    await device('A');
    const store = { ...world.store };
    store.replace = async (collection, record) => {
      store.replace = world.store.replace;
      const now = await stored('A');
      await world.store.replace('devices', { ...now, status: 'pending', step: 'linked' });
      return world.store.replace(collection, record);
    };
    assert.deepEqual(await results(markShipped(ask(named('A')), { ...world, store })), { A: 'pending' });
    assert.equal((await stored('A')).shipped, undefined);
    assert.deepEqual(
      (await audits()).map(({ action }) => action),
      ['askedToMarkShipped'],
    );
  });

  it('is finished by the same request when it was stopped anywhere', async () => {
    await world.store.create('batches', storedBatch('batch'));
    const serialNumbers = ['A', 'B', 'C'];
    for (let writes = 0; writes <= serialNumbers.length; writes += 1) {
      for (const serialNumber of serialNumbers) await device(`${serialNumber}${writes}`);
      const store = { ...world.store };
      let left = writes;
      store.replace = async (collection, record) => {
        left -= 1;
        if (left < 0) throw new Error('stopped');
        return world.store.replace(collection, record);
      };
      const request = ask(named(...serialNumbers.map((serialNumber) => `${serialNumber}${writes}`)));
      await assert.rejects(markShipped(request, { ...world, store }), /stopped/);
      const { devices } = await answered(markShipped(request, world));
      assert.equal(devices.filter(({ result }) => result === 'before').length, writes);
      for (const { serialNumber } of devices) {
        const { shipped, timeline } = await stored(serialNumber);
        assert.deepEqual([shipped?.by, timeline.length], [ada, 1]);
      }
    }
  });

  it('names serial numbers that are unknown, repeated in whatever case, or of several manufacturers', async () => {
    await device('SAME');
    await device('SAME', { manufacturer: 'HP' });
    await device('TWICE');
    const answer = await answered(markShipped(ask(named('same', 'Twice', ' twice ', 'NOBODY', '')), world));
    assert.deepEqual([answer.unknown, answer.repeated], [['NOBODY'], ['Twice']]);
    const [same] = answer.ambiguous;
    assert.deepEqual(
      [same?.serialNumber, same?.devices.map(({ manufacturer }) => manufacturer)],
      ['same', ['Dell Inc.', 'HP']],
    );
    assert.deepEqual(
      answer.devices.map(({ serialNumber }) => serialNumber),
      ['TWICE'],
    );
    assert.deepEqual([(await stored('SAME')).shipped, (await stored('SAME', 'HP')).shipped], [undefined, undefined]);
  });

  it('is taken for devices that are named by their keys', async () => {
    await device('SAME');
    await device('SAME', { manufacturer: 'HP' });
    const { id } = await stored('SAME', 'HP');
    const answer = await answered(markShipped(ask({ deviceIds: [id, id, 'HP|GONE'] }), world));
    assert.deepEqual([answer.devices.length, answer.unknown], [1, ['GONE']]);
    assert.deepEqual([(await stored('SAME')).shipped, (await stored('SAME', 'HP')).shipped?.by], [undefined, ada]);
  });

  it('makes the cards due of every batch it changed, and of no other', async () => {
    for (const id of ['b1', 'b2', 'b3']) await world.store.create('batches', storedBatch(id));
    await device('A', { requestedIn: 'b1' });
    await device('B', { requestedIn: 'b2' });
    await device('C', { requestedIn: 'b3', status: 'pending' });
    await device('D', { requestedIn: undefined });
    await markShipped(ask(named('A', 'B', 'C', 'D')), world);
    const due = await Promise.all(
      ['b1', 'b2', 'b3'].map(async (id) => (await world.store.get('batches', id))?.cardDueAt),
    );
    assert.deepEqual(due, [world.clock.now(), world.clock.now(), undefined]);
  });

  it('leaves no way to ship a device that fell back, and keeps the word that was given as history', async () => {
    await device('A');
    await markShipped(ask(named('A')), world);
    const ready = await stored('A');
    const now = world.clock.now();
    const fallen = announce(
      move(ready, { status: 'pending', step: 'linked' }, 'No longer ready', now),
      'withdrawn',
      now,
    );
    await world.store.replace('devices', fallen);
    const { devices } = await answered(markShipped(ask(named('A'), grace), world));
    assert.deepEqual(devices, [
      {
        id: 'DELL|A',
        serialNumber: 'A',
        manufacturer: 'Dell Inc.',
        status: 'pending',
        problem: undefined,
        result: 'pending',
        word: ready.shipped,
      },
    ]);
    assert.deepEqual((await stored('A')).shipped, ready.shipped);
  });
});
