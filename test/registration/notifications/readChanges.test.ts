import assert from 'node:assert/strict';
import { readChanges } from '../../../src/registration/notifications/readChanges.ts';
import { createListeningEngine, type ListeningEngine } from '../../support/listeningEngine.ts';
import { mortal, mortality } from '../../support/mortal.ts';

describe('reading what changed in the watched groups', () => {
  let engine: ListeningEngine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  for (const dieAt of [1, 2]) {
    for (const when of ['before', 'after'] as const) {
      it(`loses nothing when the process dies ${when} its write ${dieAt}`, async () => {
        engine = await createListeningEngine();
        const { ports, sandbox, policy } = engine;
        await engine.register(1);
        const [device] = await engine.until(({ status }) => status === 'ready');
        assert.ok(device);
        sandbox.notifications.set({ mode: 'lost' });
        await engine.run('subscriptions');
        await engine.turn();
        sandbox.tenant.editGroup(policy.allDevicesGroup, 'remove', device.serialNumber);
        sandbox.clock.advance(60_000);
        const life = { ...mortality(dieAt, when), armed: true };
        const store = mortal(life, ports.store, ['create', 'createAll', 'replace', 'replaceAll', 'delete']);
        await assert.rejects(() => readChanges({ ...ports, store }));
        await readChanges(ports);
        assert.ok((await ports.store.count('wakeUps', {})) > 0);
      });
    }
  }
});
