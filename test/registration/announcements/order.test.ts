import assert from 'node:assert/strict';
import type { AnnouncementKind } from '../../../src/registration/announcements/announcement.ts';
import { compose } from '../../../src/registration/announcements/compose.ts';
import { deliverDigests } from '../../../src/registration/announcements/deliver.ts';
import { readUnreached } from '../../../src/registration/announcements/readUnreached.ts';
import { reopenAudience } from '../../../src/registration/announcements/reopenAudience.ts';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import { announce } from '../../../src/registration/lifecycle/moves.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { DeliveryError, type DeliveryErrorKind } from '../../../src/registration/ports/courier.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('what is said of a device', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(async () => {
    world = memoryWorld();
    for (const id of ['it', 'hq'])
      await subscribe({ id, name: id, actor: { id: 'm', name: 'Megan' }, activityId: undefined }, world);
  });
  afterEach(() => world.store.close());

  async function says(id: string, kind: AnnouncementKind, status: 'ready' | 'active' = 'active'): Promise<void> {
    const now = world.clock.now();
    const known = await world.store.get('devices', id);
    if (known === undefined) {
      const device = buildDevice({ id, serialNumber: id, status, requestedIn: 'b1' }, now);
      await world.store.create('devices', announce(device, kind, now));
    } else await world.store.replace('devices', announce({ ...known, status }, kind, now));
  }
  async function turn(): Promise<void> {
    await compose(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
  }
  const heard = (where: string) =>
    world.courier.digests
      .filter(({ conversationId }) => conversationId === where)
      .map(
        ({ digest }) =>
          `${digest.kind} ${digest.devices
            .map(({ key }) => key)
            .sort()
            .join()}`,
      );
  const refuse = (
    where: string,
    kind: DeliveryErrorKind,
    code = 'BotNotInConversationRoster',
    times = Number.POSITIVE_INFINITY,
  ) => {
    let count = 0;
    world.courier.trouble = (what, conversationId) => {
      if (what === 'reach' || conversationId !== where || count >= times) return;
      count += 1;
      throw new DeliveryError(code, kind, undefined, undefined, code);
    };
    return () => count;
  };
  const open = () => world.store.count('digests', { equals: { state: 'open' } });

  it('keeps its order without an outage: Active of a whole batch waits for the Ready that a part of it has still to tell', async () => {
    await says('a', 'ready', 'ready');
    await world.store.create('devices', buildDevice({ id: 'b', status: 'pending', requestedIn: 'b1' }));
    await turn();
    assert.deepEqual(heard('it'), []);
    const pending = await world.store.get('devices', 'b');
    assert.ok(pending);
    await world.store.replace('devices', announce({ ...pending, status: 'active' }, 'active', world.clock.now()));
    await says('a', 'active');
    await turn();
    assert.deepEqual(heard('it'), ['ready a', 'active a,b']);
  });

  for (const kind of ['gone', 'later', 'unknown'] as const) {
    it(`keeps its order after an outage (${kind})`, async () => {
      await says('a', 'ready', 'ready');
      refuse('it', kind);
      await turn();
      await says('a', 'active');
      for (let turns = 0; turns < 3; turns += 1) {
        await world.clock.advance(minute);
        await turn();
      }
      world.courier.trouble = undefined;
      for (let turns = 0; turns < 60; turns += 1) {
        await world.clock.advance(5 * minute);
        await turn();
      }
      const told = heard('it');
      assert.ok(told.indexOf('active a') > told.lastIndexOf('ready a'), told.join());
      assert.equal(told.filter((each) => each === 'active a').length, 1);
      assert.deepEqual(heard('hq'), ['ready a', 'active a']);
      assert.equal(await open(), 0);
    });
  }

  it('keeps its order when it becomes the same thing twice: one digest never holds two announcements of a device', async () => {
    await says('a', 'ready', 'ready');
    await says('a', 'withdrawn', 'ready');
    await says('a', 'ready', 'ready');
    await says('b', 'withdrawn', 'ready');
    await says('b', 'ready', 'ready');
    await world.clock.advance(defaultPolicy.digestDelay);
    await turn();
    for (const key of ['a', 'b']) {
      const kinds = heard('it')
        .filter((each) => each.split(' ')[1]?.split(',').includes(key))
        .map((each) => each.split(' ')[0]);
      assert.deepEqual(kinds, key === 'a' ? ['ready', 'withdrawn', 'ready'] : ['withdrawn', 'ready']);
    }
  });

  it('keeps its order while three deliver at a time', async () => {
    await says('a', 'ready', 'ready');
    await compose(world, defaultPolicy);
    await says('a', 'active');
    await compose(world, defaultPolicy);
    await Promise.all([1, 2, 3].map(() => deliverDigests(world, defaultPolicy)));
    for (let turns = 0; turns < 3; turns += 1) await turn();
    assert.deepEqual(heard('it'), ['ready a', 'active a']);
  });

  it('waits for a copy that may still turn up, before what comes after it is said', async () => {
    await says('a', 'ready', 'ready');
    refuse('it', 'unknown', 'no answer', 1);
    await turn();
    await says('a', 'active');
    await world.clock.advance(15_000);
    await turn();
    assert.deepEqual(heard('it'), ['ready a']);
    await world.clock.advance(2 * minute);
    await turn();
    assert.deepEqual(heard('it'), ['ready a', 'active a']);
  });

  it('is not dropped by one 403, and the channel hears of it again within minutes', async () => {
    await says('a', 'ready', 'ready');
    refuse('it', 'gone', 'BotNotInConversationRoster', 1);
    await turn();
    const [unreached] = await readUnreached(world);
    assert.deepEqual([unreached?.name, unreached?.code, unreached?.waiting], ['it', 'BotNotInConversationRoster', 1]);
    assert.equal(unreached?.since, world.clock.now());
    await world.clock.advance(minute);
    await turn();
    assert.deepEqual(heard('it'), ['ready a']);
    assert.deepEqual(await readUnreached(world), []);
  });

  it('is tried with growing pauses where it is refused, daily for a week, and at once when somebody writes there', async () => {
    await says('a', 'ready', 'ready');
    const tries = refuse('it', 'gone');
    const counts: number[] = [];
    for (let hours = 0; hours < 14 * 24; hours += 1) {
      await turn();
      if (hours % 24 === 23) counts.push(tries());
      await world.clock.advance(day / 24);
    }
    const daily = counts.map((each, index) => each - (counts[index - 1] ?? 0));
    assert.ok((daily[0] ?? 0) >= 4 && (daily[0] ?? 0) <= 8, daily.join());
    assert.ok(
      daily.slice(1, 7).every((each) => each === 1),
      daily.join(),
    );
    assert.ok(
      daily.slice(9).every((each) => each === 0),
      daily.join(),
    );
    assert.equal(await open(), 1);
    world.courier.trouble = undefined;
    await turn();
    assert.deepEqual(heard('it'), []);
    assert.equal(await reopenAudience('it;messageid=1', world), true);
    await turn();
    assert.deepEqual(heard('it'), ['ready a']);
    assert.deepEqual(await readUnreached(world), []);
  });

  it('is never lost silently: after a month it is dropped by name in the audit, and health says so until somebody writes there', async () => {
    await says('a', 'ready', 'ready');
    refuse('it', 'gone');
    for (let days = 0; days < 33; days += 1) {
      await turn();
      await world.clock.advance(day);
    }
    await turn();
    assert.equal(await open(), 0);
    const entries = await Array.fromAsync(everyRecord(world.store, 'audit', { equals: { subject: 'it' } }));
    assert.equal(entries.filter(({ action }) => action === 'gaveUpTelling').length, 1);
    assert.equal((await readUnreached(world))[0]?.droppedMessages, 1);
    assert.ok((await world.store.get('channels', 'it'))?.stoppedBecause);
    world.courier.trouble = undefined;
    await reopenAudience('it', world);
    await says('a', 'active');
    await turn();
    assert.deepEqual(heard('it'), ['active a']);
    assert.deepEqual(await readUnreached(world), []);
  });

  it('is sent six times at most to a connector that takes it and answers 502, and twice more before it is asked whether it can be reached', async () => {
    await says('a', 'ready', 'ready');
    const tries = refuse('it', 'unknown', 'HTTP 502');
    for (let turns = 0; turns < 8; turns += 1) {
      await turn();
      await world.clock.advance(minute);
    }
    assert.equal(tries(), 3);
    for (let turns = 0; turns < 100; turns += 1) {
      await turn();
      await world.clock.advance(60 * minute);
    }
    assert.equal(tries(), 6);
    assert.equal(await open(), 0);
    assert.match(JSON.stringify(world.log.lines), /as often as makes sense/);
  });

  it('is not repeated where nothing can be reached: a connector that is broken altogether', async () => {
    await says('a', 'ready', 'ready');
    let posts = 0;
    world.courier.trouble = (what, conversationId) => {
      if (conversationId !== 'it') return;
      if (what !== 'reach') posts += 1;
      throw new DeliveryError('502', 'unknown', undefined, undefined, 'HTTP 502');
    };
    for (let turns = 0; turns < 200; turns += 1) {
      await turn();
      await world.clock.advance(10 * minute);
    }
    assert.equal(posts, 3);
    world.courier.trouble = undefined;
    for (let turns = 0; turns < 40; turns += 1) {
      await turn();
      await world.clock.advance(10 * minute);
    }
    assert.deepEqual(heard('it'), ['ready a']);
  });

  it('is due when a stored time cannot be meant: eleven days, or before a clock was put right', async () => {
    await says('a', 'ready', 'ready');
    await compose(world, defaultPolicy);
    for await (const digest of everyRecord(world.store, 'digests', { equals: { state: 'open' } })) {
      const far = world.clock.now() + 999_999_000;
      const deliveries = digest.deliveries.map((each) => ({ ...each, retryAt: far, claimedAt: far }));
      await world.store.replace('digests', { ...digest, dueAt: far, deliveries });
    }
    await turn();
    assert.deepEqual(heard('it'), ['ready a']);
  });
});
