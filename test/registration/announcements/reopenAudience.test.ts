import assert from 'node:assert/strict';
import { createRegistration } from '../../../src/registration/createRegistration.ts';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import { DeliveryError } from '../../../src/registration/ports/courier.ts';
import { createEngine } from '../../support/engine.ts';
import { followNothing } from '../../support/followNothing.ts';

describe('a chat that was refused', () => {
  it('is told at once when somebody writes there, and its card is drawn', async () => {
    const engine = await createEngine({ throttling: false, latencies: 'quick' });
    try {
      const { courier, store } = engine.ports;
      const woken: string[] = [];
      const follow = { ...followNothing, deliver: () => void woken.push('deliver') };
      const registration = createRegistration(engine.ports, engine.policy, defaultLimits, follow);
      await engine.register(2);
      courier.trouble = () => {
        throw new DeliveryError('403', 'gone', undefined, undefined, 'ConversationBlockedByUser');
      };
      await engine.until(({ status }) => status === 'ready');
      for (let turns = 0; turns < 20; turns += 1) {
        engine.sandbox.clock.advance(20 * 60_000);
        await engine.turn();
      }
      courier.trouble = undefined;
      await engine.turn();
      assert.equal(courier.digests.length, 0);
      assert.equal(courier.cards.length, 0);
      const [unreached] = (await registration.health()).unreached;
      assert.deepEqual(
        [unreached?.code, unreached?.kind, unreached?.waiting],
        ['ConversationBlockedByUser', 'refused', 1],
      );
      await registration.rememberConversation('chat', {});
      assert.deepEqual(woken, ['deliver']);
      await engine.turn();
      assert.equal(courier.digests.length, 1);
      assert.equal(courier.cards.at(-1)?.reached.ready, 2);
      assert.deepEqual((await registration.health()).unreached, []);
      assert.equal(await store.count('digests', { equals: { state: 'open' } }), 0);
    } finally {
      await engine.close();
    }
  });
});
