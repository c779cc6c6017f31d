import assert from 'node:assert/strict';
import { subscriptionLife } from '../../../src/registration/notifications/planSubscriptions.ts';
import { createListeningEngine, type ListeningEngine } from '../../support/listeningEngine.ts';

describe('while Graph throttles subscriptions', () => {
  let engine: ListeningEngine;
  beforeEach(async () => {
    engine = await createListeningEngine();
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  /** Requests by method since the log was reset, of subscriptions and of delta queries. */
  const sent = () => {
    const requests = engine.sandbox.log.entries();
    const subscriptions = requests.filter(({ url }) => url.includes('/subscriptions')).map(({ method }) => method);
    return { subscriptions, deltas: requests.filter(({ url }) => url.includes('/groups/delta')).length };
  };

  it('stops at the first refusal, comes back when it was told to, and holds up nothing else', async () => {
    const { sandbox, ports } = engine;
    await engine.run('subscriptions');
    sandbox.clock.advance(subscriptionLife / 2);
    sandbox.faults.add({ route: '/subscriptions/**', method: 'PATCH', status: 429, retryAfter: 300 });
    sandbox.log.reset();
    await assert.rejects(() => engine.run('subscriptions'));
    assert.deepEqual(sent(), { subscriptions: ['GET', 'PATCH'], deltas: 1 });
    sandbox.clock.advance(299_000);
    sandbox.log.reset();
    await assert.rejects(() => engine.run('subscriptions'));
    assert.deepEqual(sent(), { subscriptions: [], deltas: 1 });
    const before = ports.clock.now();
    await ports.groupWatch.devices(['99999999-0000-4000-8000-000000000001']);
    assert.equal(ports.clock.now(), before, 'a look at a device waited');
    assert.equal(ports.health.trouble(), undefined);
    sandbox.faults.clear();
    sandbox.clock.advance(1_000);
    sandbox.log.reset();
    await engine.run('subscriptions');
    assert.equal(sent().subscriptions.filter((method) => method === 'PATCH').length, 15);
  });
});
