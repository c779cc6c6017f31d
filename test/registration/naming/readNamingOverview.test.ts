import assert from 'node:assert/strict';
import { setInterval } from 'node:timers/promises';
import { readNamingOverview } from '../../../src/registration/naming/readNamingOverview.ts';
import { readNamingView, readNamingViews } from '../../../src/registration/naming/readNamingView.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import type { Store } from '../../../src/registration/ports/store.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { buildException } from '../../support/buildException.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const fleet = 5_000;
const profiles = ['Standard', 'SensitiveData', 'PowerUser'];

describe('naming, at a glance over thousands of devices', () => {
  let world: ReturnType<typeof memoryWorld>;
  let pages: number;
  let counting: typeof world & { store: Store };

  before(async () => {
    world = memoryWorld();
    const devices = Array.from({ length: fleet }, (_, index) => {
      const { version: _version, ...device } = buildDevice({
        id: `DELL|${index}`,
        serialNumber: `5CG${index}`,
        status: index === 0 ? 'removed' : 'active',
        profile: profiles[index % 3] ?? '',
        deviceName: index % 10 === 0 ? 'LAPTOP' : 'MMD-12345678901',
        dueAt: undefined,
      });
      return device;
    });
    await world.store.createAll('devices', devices);
    const until = world.clock.now() + 86_400_000;
    const template = (text: string) => ({ kind: 'template', template: text }) as const;
    for (const exception of [
      ...profiles.map((profile) =>
        buildException({
          id: profile,
          state: 'approved',
          scope: { kind: 'profile', profile },
          wanted: profile === 'PowerUser' ? template('P-%RAND:5%') : { kind: 'keep' },
        }),
      ),
      buildException({ id: 'tenant', state: 'approved', wanted: template('C-%SERIAL%') }),
      buildException({ id: 'long', state: 'approved', wanted: template('CONTOSO-C-%SERIAL%') }),
      buildException({
        id: 'devices',
        state: 'approved',
        scope: { kind: 'devices', deviceIds: ['DELL|1', 'DELL|2', 'DELL|0'] },
      }),
      buildException({ id: 'asked', state: 'requested', scope: { kind: 'batch', batchId: 'batch' } }),
    ])
      await world.store.create('namingExceptions', { ...exception, until });
    pages = 0;
    const { store } = world;
    counting = {
      ...world,
      store: {
        ...store,
        query(collection, query) {
          if (collection === 'devices') pages += 1;
          return store.query(collection, query);
        },
      },
    };
  });
  after(() => world.store.close());

  it('looks at the fleet once, whatever the number of exceptions', async () => {
    const count = async (read: Promise<unknown>) => {
      await read;
      const counted = pages;
      pages = 0;
      return counted;
    };
    pages = 0;
    const once = await count(Array.fromAsync(everyRecord(counting.store, 'devices', {})));
    const batch = { equals: { requestedIn: 'batch' } };
    const file = await count(Array.fromAsync(everyRecord(counting.store, 'devices', batch)));
    // What is asked for one file is found by itself.
    assert.equal(await count(readNamingOverview([], counting, defaultPolicy)), once + file);
  });

  it('counts devices in use whose name is not what applies', async () => {
    // Every third one is a power user's, and one of these is in a narrower exception.
    const { inForce, waiting, off } = await readNamingOverview([], world, defaultPolicy);
    assert.deepEqual([inForce.length, waiting.length, off], [6, 1, 1_665]);
  });

  it('shows of each exception what it shows alone', async () => {
    const { items } = await world.store.query('namingExceptions', { limit: 100 });
    assert.equal(items.length, 7);
    const together = await readNamingViews(items, world, defaultPolicy);
    for (const [index, exception] of items.entries())
      assert.deepEqual(together[index], await readNamingView(exception, world, defaultPolicy), exception.id);
  });

  it('lets everybody else have their turn meanwhile', async () => {
    let isOver = false;
    let ticks = 0;
    const reading = readNamingOverview([], world, defaultPolicy).finally(() => {
      isOver = true;
    });
    for await (const _ of setInterval(1)) {
      if (isOver) break;
      ticks += 1;
    }
    await reading;
    assert.ok(ticks >= 3, `${ticks} ticks`);
  });
});
