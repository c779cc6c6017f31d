import assert from 'node:assert/strict';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { createEngine, type Engine } from '../support/engine.ts';

const count = 20;

describe('a storm: three in ten answers of Graph are 429, 503 or lost after it acted', () => {
  let engine: Engine;
  afterEach(() => engine.close());

  it('ends, with three passes at a time on one store, as if there had been none', async () => {
    engine = await createEngine({ manual: false, speed: 2_000, latencies: 'quick', signInAfter: 60_000 });
    const { faults } = engine.sandbox;
    faults.add({ route: '/**', rate: 0.1, status: 429 });
    faults.add({ route: '/**', rate: 0.1, status: 503 });
    faults.add({ route: '/**', rate: 0.1, drop: true, when: 'after' });
    await engine.register(count);
    const isOver = async () =>
      (await engine.devices()).every(({ status, announcements }) => status === 'active' && announcements.length === 0);
    do await Promise.all([1, 2, 3].map(() => engine.turn().catch(() => undefined)));
    while (!(await isOver()));
    const imports = [...engine.sandbox.tenant.world().importsReceived.values()];
    assert.deepEqual(imports, Array(count).fill(1));
    const digests = await Array.fromAsync(everyRecord(engine.ports.store, 'digests', {}));
    for (const kind of ['ready', 'active']) {
      const told = digests
        .filter((digest) => digest.kind === kind)
        .flatMap(({ devices }) => devices.map(({ key }) => key));
      assert.equal(told.length, count, kind);
      assert.equal(new Set(told).size, count, kind);
    }
  });
});
