import assert from 'node:assert/strict';
import { conclude } from '../../../src/registration/lifecycle/conclude.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

describe('a device that cannot be decided', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine({ throttling: false });
    await engine.register(1);
    await engine.run('pass');
    const [device] = await engine.devices();
    assert.ok(device);
    const broken = { ...device, status: 'ready', profile: 'Gone', dueAt: 0, looks: 0 };
    await engine.ports.store.replace('devices', broken as unknown as Device);
  });
  afterEach(() => engine.close());

  /** A fault of ours: nothing can be decided by it. */
  const undecidable = new Proxy(defaultPolicy, {
    get(policy, property) {
      if (property === 'profiles') throw new TypeError('a fault');
      return Reflect.get(policy, property);
    },
  });
  const conclusion = async () =>
    conclude(
      (await engine.devices()).map((device) => ({ device, seen: {} })),
      engine.ports,
      undecidable,
    );
  const wait = async () => ((await engine.devices())[0]?.dueAt ?? 0) - engine.sandbox.clock.now();

  it('is looked at later each time', async () => {
    assert.equal((await conclusion()).faults.length, 1);
    const first = await wait();
    assert.ok(first > 0);
    engine.sandbox.clock.advance(first);
    await conclusion();
    assert.ok((await wait()) > first);
  });

  it('harms nobody when that cannot be written', async () => {
    const { store } = engine.ports;
    const replace = () => Promise.reject(new Error('the disk is full'));
    engine.ports.store = new Proxy(store, {
      get: (target, property) => (property === 'replace' ? replace : Reflect.get(target, property)),
    });
    assert.equal((await conclusion()).faults.length, 1);
  });
});
