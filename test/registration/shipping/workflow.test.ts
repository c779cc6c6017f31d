import assert from 'node:assert/strict';
import { markCardsDue, updateBatchCards } from '../../../src/registration/batches/updateCards.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { move } from '../../../src/registration/lifecycle/moves.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { confirmActive } from '../../../src/registration/shipping/confirmActive.ts';
import { markShipped } from '../../../src/registration/shipping/markShipped.ts';
import { remindUnshipped } from '../../../src/registration/shipping/remindUnshipped.ts';
import type { StepRequest } from '../../../src/registration/shipping/stepOutcome.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { onCard } from '../../support/onCard.ts';

const ada = { id: 'ada', name: 'Ada Byron' };

describe("people's steps against the sandbox tenant", () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const request = async (batchId: string, step: 'shipped' | 'confirmed' = 'shipped'): Promise<StepRequest> => ({
    scope: await onCard(step, batchId, engine.registration),
    actor: ada,
    activityId: undefined,
  });

  it('close the request when every device was confirmed, and not before', async () => {
    engine = await createEngine();
    const { batchId, serialNumbers } = await engine.register(3);
    await engine.until(({ status }) => status === 'ready');
    await markShipped(await request(batchId), engine.ports);
    await engine.turn();
    const card = () => engine.ports.courier.cards.at(-1);
    assert.deepEqual([card()?.people.shipped, card()?.people.toShip, card()?.batch.state], [3, 0, 'open']);
    for (const serialNumber of serialNumbers) {
      engine.sandbox.tenant.unbox(serialNumber);
      engine.sandbox.tenant.signIn(serialNumber);
    }
    const active = await engine.until(({ status }) => status === 'active');
    assert.ok(active.every(({ shipped }) => shipped?.by.name === 'Ada Byron'));
    await engine.turn();
    assert.deepEqual([card()?.people.toConfirm, card()?.batch.state], [3, 'open']);
    const [first = '', ...others] = serialNumbers;
    const byName = (serialNumbers: string[]): StepRequest => ({
      scope: { serialNumbers },
      actor: ada,
      activityId: undefined,
    });
    await confirmActive(byName([first]), engine.ports);
    await engine.turn();
    assert.deepEqual([card()?.people.confirmed, card()?.batch.state], [1, 'open']);
    await confirmActive(byName(others), engine.ports);
    await engine.turn();
    assert.deepEqual([card()?.people.confirmed, card()?.batch.state], [3, 'closed']);
    assert.equal((await engine.ports.store.get('batches', batchId))?.state, 'closed');
  });

  it('close the request although its card can no longer be drawn', async () => {
    engine = await createEngine();
    const { batchId } = await engine.register(1);
    const [device = assert.fail()] = await engine.until(({ status }) => status === 'ready');
    await engine.ports.store.replace('devices', { ...device, status: 'active' });
    await confirmActive(await request(batchId, 'confirmed'), engine.ports);
    engine.ports.courier.trouble = (what) => {
      if (what === 'card') throw new Error('gone');
    };
    await engine.turn();
    assert.equal((await engine.ports.store.get('batches', batchId))?.state, 'closed');
  });

  it('are forgotten when a device starts a new life, and are open to be taken again', async () => {
    engine = await createEngine();
    const first = await engine.register(1);
    const [ready = assert.fail()] = await engine.until(({ status }) => status === 'ready');
    await markShipped(await request(first.batchId), engine.ports);
    const marked = await engine.ports.store.get('devices', ready.id);
    assert.ok(marked?.shipped);
    const removed: Device = {
      ...marked,
      status: 'removed',
      confirmed: { by: ada, at: 1 },
      shipReminderAt: 1,
      dueAt: undefined,
    };
    await engine.ports.store.replace('devices', removed);
    const second = await engine.register(1);
    await engine.turn();
    const again = await engine.ports.store.get('devices', ready.id);
    assert.equal(again?.requestedIn, second.batchId);
    assert.deepEqual([again?.shipped, again?.confirmed, again?.shipReminderAt], [undefined, undefined, undefined]);
    assert.ok(again?.timeline.some(({ text }) => text === 'Marked as shipped by Ada Byron'));
  });

  it('survive a device becoming ready again after it fell back, without a reminder', async () => {
    engine = await createEngine({ policy: { shipReminderAfter: 1_000 } });
    const { batchId } = await engine.register(1);
    const [ready = assert.fail()] = await engine.until(({ status }) => status === 'ready');
    await markShipped(await request(batchId), engine.ports);
    const marked = await engine.ports.store.get('devices', ready.id);
    assert.ok(marked);
    const now = engine.ports.clock.now();
    await engine.ports.store.replace(
      'devices',
      move(marked, { status: 'pending', step: 'grouped' }, 'No longer ready', now),
    );
    await markCardsDue([batchId], engine.ports);
    await updateBatchCards(engine.ports, defaultPolicy);
    assert.deepEqual(engine.ports.courier.cards.at(-1)?.people.fellBack, ['TEST0000']);
    const [again] = await engine.until(({ status }) => status === 'ready');
    assert.equal(again?.shipped?.by.name, 'Ada Byron');
    engine.sandbox.clock.advance(3_600_000);
    assert.deepEqual(await remindUnshipped(engine.ports, engine.policy), { reminded: 0 });
    await engine.turn();
    assert.deepEqual(engine.ports.courier.cards.at(-1)?.people.fellBack, []);
  });
});
