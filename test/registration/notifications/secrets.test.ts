import assert from 'node:assert/strict';
import type { Subscription } from '../../../sandbox/notifications/subscription.ts';
import { hashSecret } from '../../../src/registration/notifications/secret.ts';
import type { WatchedGroup } from '../../../src/registration/notifications/watchedGroup.ts';
import { watchedGroupNames } from '../../../src/registration/notifications/watchedGroupNames.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createListeningEngine, type ListeningEngine } from '../../support/listeningEngine.ts';

for (const hidesClientState of [false, true]) {
  describe(`secrets of subscriptions that Graph ${hidesClientState ? 'keeps to itself' : 'shows'}`, () => {
    let engine: ListeningEngine;
    beforeEach(async () => {
      engine = await createListeningEngine({ notifications: { hidesClientState } });
    });
    afterEach(async () => {
      const violations = engine.sandbox.violations();
      await engine.close();
      assert.deepEqual(violations, []);
    });

    const there = (): Subscription[] => engine.sandbox.notifications.subscriptions();
    const records = (): Promise<WatchedGroup[]> =>
      Array.fromAsync(everyRecord(engine.ports.store, 'watchedGroups', {}));
    const keep = () => engine.run('subscriptions');
    const posts = () =>
      engine.sandbox.log.entries().filter(({ method, url }) => method === 'POST' && url.endsWith('/subscriptions'));
    const names = () => watchedGroupNames(engine.policy);
    /** Every group is heard: its subscription is the one recorded and carries the secret that is believed. */
    const assertHeard = async () => {
      const known = await records();
      assert.equal(there().length, names().length);
      for (const { id, secretHash, subscriptionId } of known) {
        const secret = there().find((subscription) => subscription.id === subscriptionId)?.clientState;
        assert.equal(secretHash, hashSecret(secret ?? ''), `${id} is deaf`);
      }
    };

    it('replaces one with a secret it does not know, which Graph would refuse a second one for', async () => {
      await keep();
      const [first] = there();
      assert.ok(first);
      engine.sandbox.notifications.remove(first.id);
      const other = engine.sandbox.notifications.add({ ...first, clientState: 'somebody else' });
      await keep();
      assert.ok(!there().some(({ id }) => id === other.id));
      await assertHeard();
    });

    it('has no second one made by a request whose answer it never got', async () => {
      engine.sandbox.faults.add({ route: '/subscriptions', method: 'POST', when: 'after', status: 504, count: 1 });
      await assert.rejects(keep);
      assert.equal((await records()).filter(({ subscriptionId }) => subscriptionId === undefined).length, 1);
      await keep();
      // A secret that is not shown is nobody's: then that one is made anew.
      assert.equal(posts().length, names().length + (hidesClientState ? 1 : 0));
      assert.ok((await records()).every(({ problem }) => problem === undefined));
      await assertHeard();
    });

    it('hears every group after two processes kept them at once', async () => {
      await Promise.allSettled([keep(), keep()]);
      await keep();
      await assertHeard();
    });

    it('gives up a subscription whose group another process has claimed meanwhile', async () => {
      const { faults, clock } = engine.sandbox;
      faults.add({ route: '/subscriptions', method: 'POST', when: 'after', delay: 1_000, count: 1 });
      const slow = keep();
      while (there().length === 0) await new Promise(setImmediate);
      await keep().catch(() => undefined);
      clock.advance(1_000);
      await slow.catch(() => undefined);
      await keep();
      await assertHeard();
    });
  });
}
