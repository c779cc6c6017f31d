import assert from 'node:assert/strict';
import { storeWakeUps } from '../../../src/registration/lifecycle/wake.ts';
import { followWakeUps } from '../../../src/registration/notifications/followWakeUps.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import type { NamedDevice } from '../../../src/registration/ports/groupWatch.ts';
import type { Store } from '../../../src/registration/ports/store.ts';
import { storedDevice } from '../../support/buildStored.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const objectId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A world whose Graph knows nobody, and that counts what it is asked. */
function countingWorld() {
  const world = memoryWorld();
  const counts = { store: 0, asked: 0 };
  const counted = Object.fromEntries(
    Object.entries(world.store).map(([name, method]) => [
      name,
      typeof method !== 'function'
        ? method
        : (...words: unknown[]) => {
            counts.store += 1;
            return (method as (...words: unknown[]) => unknown)(...words);
          },
    ]),
  ) as unknown as Store;
  const groupWatch = {
    devices: async (ids: readonly string[]) => {
      counts.asked += ids.length;
      return new Map<string, NamedDevice | 'unread'>();
    },
    changes: () => Promise.reject(new Error('not asked for')),
    startChanges: () => Promise.reject(new Error('not asked for')),
  };
  return { world, counts, ports: { ...world, store: counted, groupWatch, autopilot: {} as never } };
}

describe('50,000 notifications of unknown objects', function () {
  this.timeout(60_000);

  it('hold up no pass: it makes a bounded number of calls, and the rest is for the next', async () => {
    const { world, counts, ports } = countingWorld();
    await world.store.create('devices', storedDevice('OURS', { entraObjectId: objectId(49_999), dueAt: 1e15 }));
    await storeWakeUps(
      Array.from({ length: 50_000 }, (_, n) => ({ kind: 'entraObject', id: objectId(n) })),
      world,
    );
    let passes = 0;
    let foundIn: number | undefined;
    for (let more = true; more; passes += 1) {
      Object.assign(counts, { store: 0, asked: 0 });
      const followed = await followWakeUps(ports, defaultPolicy);
      assert.equal(followed.error, undefined);
      assert.ok(counts.store <= 30, `${counts.store} calls of the store in pass ${passes + 1}`);
      assert.ok(counts.asked <= 200, `${counts.asked} asked of Graph in pass ${passes + 1}`);
      if (followed.woken.has('DELL|OURS')) foundIn ??= passes + 1;
      more = followed.more;
      assert.ok(passes < 400);
    }
    assert.equal(await world.store.count('wakeUps', {}), 0);
    assert.ok(foundIn !== undefined && foundIn <= 10, `a device of ours was woken in pass ${foundIn}`);
    assert.ok(passes >= 250 && passes <= 270, `${passes} passes`);
    world.store.close();
  });

  it('nor where each came alone', async () => {
    const { world, counts, ports } = countingWorld();
    const at = world.clock.now();
    await world.store.createAll(
      'wakeUps',
      Array.from({ length: 5_000 }, (_, n) => ({
        id: `w${n}`,
        at,
        dueAt: at,
        subjects: [{ kind: 'entraObject' as const, id: objectId(n) }],
      })),
    );
    for (let more = true, passes = 0; more; passes += 1) {
      counts.store = 0;
      more = (await followWakeUps(ports, defaultPolicy)).more;
      assert.ok(counts.store <= 30, `${counts.store} calls`);
      assert.ok(passes < 60);
    }
    assert.equal(await world.store.count('wakeUps', {}), 0);
    world.store.close();
  });

  it('what is put off holds up nothing that came later', async () => {
    const { world, ports } = countingWorld();
    const at = world.clock.now();
    const later = Array.from({ length: 2_000 }, (_, n) => ({ id: `a${n}`, at, dueAt: at + 60_000, subjects: [] }));
    await world.store.createAll('wakeUps', later);
    await world.store.create('devices', storedDevice('OURS', { entraObjectId: objectId(1), dueAt: 1e15 }));
    await storeWakeUps([{ kind: 'entraObject', id: objectId(1) }], world);
    assert.ok((await followWakeUps(ports, defaultPolicy)).woken.has('DELL|OURS'));
    world.store.close();
  });
});
