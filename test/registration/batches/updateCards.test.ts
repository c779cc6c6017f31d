import assert from 'node:assert/strict';
import { cardAnswered } from '../../../src/registration/batches/updateCards.ts';
import type { BatchView } from '../../../src/registration/batches/view.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

describe('the card of a batch', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine({ throttling: false });
  });
  afterEach(() => engine.close());

  const view = async (batchId: string): Promise<BatchView> => {
    const found = await engine.registration.batch(batchId);
    assert.ok(found);
    return found;
  };

  it('is drawn again when an answer that was drawn earlier arrives over something newer', async () => {
    const { batchId } = await engine.register(1);
    const early = await view(batchId);
    await engine.until(({ step }) => step === 'imported');
    await engine.turn();
    const { cards } = engine.ports.courier;
    const drawn = cards.length;
    assert.equal(cards.at(-1)?.reached.inAutopilot, 1);
    await engine.registration.cardAnswered(early);
    engine.sandbox.clock.advance(5_000);
    await engine.run('deliver');
    assert.deepEqual([cards.length, cards.at(-1)?.reached.inAutopilot], [drawn + 1, 1]);
  });

  it('is drawn again even when nothing is left to happen', async () => {
    const { batchId } = await engine.register(1);
    const early = await view(batchId);
    await engine.until(({ status }) => status === 'ready');
    await engine.turn();
    assert.equal((await engine.ports.store.get('batches', batchId))?.cardDueAt, undefined);
    await engine.registration.cardAnswered(early);
    engine.sandbox.clock.advance(5_000);
    await engine.turn();
    assert.equal(engine.ports.courier.cards.at(-1)?.reached.ready, 1);
    assert.equal((await engine.ports.store.get('batches', batchId))?.cardDueAt, undefined);
  });

  it('is left alone when the answer showed what it shows', async () => {
    const { batchId } = await engine.register(1);
    await cardAnswered(await view(batchId), engine.ports);
    await engine.until(({ step }) => step === 'imported');
    await engine.turn();
    const before = await engine.ports.store.get('batches', batchId);
    await cardAnswered(await view(batchId), engine.ports);
    assert.deepEqual(await engine.ports.store.get('batches', batchId), before);
  });
});
