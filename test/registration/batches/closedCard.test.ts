import assert from 'node:assert/strict';
import { createEngine } from '../../support/engine.ts';
import { onCard } from '../../support/onCard.ts';

describe('the card of a request that was just closed', () => {
  it('is drawn again after the answer to the click, which could not know yet', async () => {
    const engine = await createEngine({ throttling: false });
    const { batchId, serialNumbers } = await engine.register(1);
    await engine.until(({ status }) => status === 'ready');
    engine.sandbox.tenant.signIn(serialNumbers[0] ?? '');
    await engine.until(({ status }) => status === 'active');
    const actor = { id: 'alex', name: 'Alex' };
    const scope = await onCard('confirmed', batchId, engine.registration);
    await engine.registration.confirmActive({ scope, actor, activityId: undefined });
    const answered = await engine.registration.batch(batchId);
    assert.ok(answered !== undefined);
    await engine.registration.cardAnswered(answered);
    engine.sandbox.clock.advance(10_000);
    await engine.turn();
    assert.equal(engine.ports.courier.cards.at(-1)?.batch.state, 'closed');
    await engine.close();
  });
});
