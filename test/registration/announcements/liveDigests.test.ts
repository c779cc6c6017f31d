import assert from 'node:assert/strict';
import { deliverJob } from '../../../src/jobs/deliver.ts';
import { compose } from '../../../src/registration/announcements/compose.ts';
import { deliverDigests } from '../../../src/registration/announcements/deliver.ts';
import { noBatch } from '../../../src/registration/announcements/digest.ts';
import { markAllDigestsDue } from '../../../src/registration/announcements/markDigestsDue.ts';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import { updateDigestCards } from '../../../src/registration/announcements/updateDigestCards.ts';
import { markCardsDue } from '../../../src/registration/batches/updateCards.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { announce, move } from '../../../src/registration/lifecycle/moves.ts';
import { withdraw } from '../../../src/registration/lifecycle/withdraw.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { DeliveryError, type DeliveryErrorKind } from '../../../src/registration/ports/courier.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createHealth } from '../../../src/registration/ports/health.ts';
import { removeDevices } from '../../../src/registration/removal/removeDevices.ts';
import { markShipped } from '../../../src/registration/shipping/markShipped.ts';
import { remindUnshipped } from '../../../src/registration/shipping/remindUnshipped.ts';
import { takeBack } from '../../../src/registration/shipping/takeBack.ts';
import { sampleBatch } from '../../bot/support/samples.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const ada = { id: 'ada', name: 'Ada Byron' };
const minute = 60_000;
const day = 24 * 60 * minute;

describe('digests live', () => {
  let world: ReturnType<typeof memoryWorld> & { health: ReturnType<typeof createHealth> };
  beforeEach(async () => {
    const memory = memoryWorld();
    world = { ...memory, health: createHealth(memory.clock) };
    await world.store.create('batches', sampleBatch({ id: 'b1', state: 'open', profile: 'Standard' }));
    await subscribe({ id: 'it', name: 'IT', actor: ada, activityId: undefined }, world);
  });
  afterEach(() => world.store.close());

  const now = () => world.clock.now();
  const get = async (id: string) => (await world.store.get('devices', id)) ?? assert.fail(id);
  /** As the pass does: the device, then what shows it. */
  async function change(id: string, to: (device: Device) => Device): Promise<void> {
    const device = (await world.store.replace('devices', to(await get(id)))) ?? assert.fail(id);
    await markCardsDue([device.requestedIn ?? noBatch], world);
  }
  const isReady = (device: Device) =>
    announce(move(device, { status: 'ready', step: 'assigned' }, 'Ready', now()), 'ready', now());
  const isActive = (device: Device) => move(device, { status: 'active' }, 'Active', now());
  const isRemoved = (device: Device) => move(device, { status: 'removed', removal: undefined }, 'Removed', now());
  const fallsBack = (device: Device) =>
    withdraw(move(device, { status: 'pending', step: 'grouped' }, 'No longer ready', now()), now(), 'why');
  const ship = async (...serialNumbers: string[]) => {
    await markShipped({ scope: { serialNumbers }, actor: ada, activityId: undefined }, world);
  };

  async function tell(): Promise<void> {
    await world.clock.advance(defaultPolicy.digestDelay);
    await compose(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
    await draw();
    assert.deepEqual(edits(), [], 'what was just posted was edited');
  }
  async function becomeReady(ids: string[], file: 'b1' | 'none' = 'b1'): Promise<void> {
    const requestedIn = file === 'none' ? undefined : file;
    for (const id of ids) {
      const device = buildDevice({ id, serialNumber: id, requestedIn, status: 'pending' }, now());
      await world.store.create('devices', isReady(device));
    }
    await tell();
  }
  const draw = () => updateDigestCards(world, defaultPolicy);
  /** What each edit showed of each device. */
  const edits = () =>
    world.courier.digestEdits.map(({ digest }) =>
      digest.devices.map((line) => `${line.key} ${line.now}${line.shipped === true ? ' (shipped)' : ''}`).join(', '),
    );
  const stored = async () => (await Array.fromAsync(everyRecord(world.store, 'digests', {})))[0] ?? assert.fail();
  const refuse = (kind: DeliveryErrorKind, times = Number.POSITIVE_INFINITY) => {
    let count = 0;
    world.courier.trouble = (what) => {
      if (what !== 'digestEdit' || count >= times) return;
      count += 1;
      throw new DeliveryError(kind, kind, undefined, undefined, kind);
    };
  };

  it('a withdrawal is seen on the card that said “ship”', async () => {
    await becomeReady(['A', 'B']);
    await change('A', fallsBack);
    await draw();
    assert.deepEqual(edits(), ['A withdrawn, B waiting']);
    assert.deepEqual(world.courier.digestEdits[0]?.where, {
      conversationId: 'it',
      activityId: 'activity-1',
      inChannel: true,
      asOf: now(),
    });
  });

  it('in a thread of a channel the message there is edited', async () => {
    await becomeReady(['A']);
    await becomeReady(['B']);
    await change('B', fallsBack);
    await draw();
    const { conversationId, activityId } = world.courier.digestEdits[0]?.where ?? assert.fail();
    assert.deepEqual([conversationId, activityId], ['it;messageid=activity-1', 'activity-2']);
  });

  it('shipped, taken back, being removed, removed and active are seen, too', async () => {
    await becomeReady(['A', 'B', 'C']);
    await ship('A');
    await draw();
    const scope = { serialNumbers: ['A'] };
    const mistake = { step: 'shipped', scope, reason: 'no', actor: ada, isAdministrator: false } as const;
    await world.clock.advance(minute);
    await takeBack({ ...mistake, activityId: undefined }, world);
    await draw();
    await world.clock.advance(minute);
    await removeDevices({ deviceIds: ['B'], actor: ada, activityId: undefined }, world);
    await draw();
    await world.clock.advance(2 * minute);
    await change('B', isRemoved);
    await change('C', isActive);
    await draw();
    assert.deepEqual(edits(), [
      'A shipped (shipped), B waiting, C waiting',
      'A waiting, B waiting, C waiting',
      'A waiting, B beingRemoved, C waiting',
      'A waiting, B removed, C active',
    ]);
  });

  it('devices that came without a file are followed as well', async () => {
    await becomeReady(['A'], 'none');
    const known = await get('A');
    assert.equal(known.requestedIn, undefined);
    await change('A', fallsBack);
    await draw();
    assert.deepEqual(edits(), ['A withdrawn']);
  });

  it('one edit for all that changed together, and none where nothing did', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `D${String(index).padStart(2, '0')}`);
    await becomeReady(ids);
    for (const id of ids) await change(id, isActive);
    for (let run = 0; run < 10; run += 1) {
      await draw();
      await markCardsDue(['b1'], world);
      await world.clock.advance(minute);
    }
    assert.equal(edits().length, 1);
    assert.equal((await stored()).liveIn, undefined, 'what cannot change any more is not looked at');
  });

  it('edits are bounded: users that sign in one by one all day make a handful of edits, and the card ends on the truth', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `D${String(index).padStart(3, '0')}`);
    await becomeReady(ids);
    for (const id of ids) {
      await change(id, isActive);
      await draw();
      await world.clock.advance(2 * minute);
    }
    assert.ok(edits().length <= 20, `${edits().length} edits`);
    await world.clock.advance(60 * minute);
    await draw();
    assert.match(edits().at(-1) ?? '', /^(D\d+ active(, |$)){200}$/);
  });

  it('what must not be shipped is shown at once, however often the card was edited before', async () => {
    await becomeReady(['A', 'B', 'C', 'D', 'E', 'F']);
    for (const id of ['A', 'B', 'C', 'D']) {
      await change(id, isActive);
      await draw();
      await world.clock.advance(5 * minute);
    }
    await change('E', isActive);
    await draw();
    const before = edits().length;
    await change('F', fallsBack);
    await draw();
    assert.equal(edits().length, before + 1);
    assert.match(edits().at(-1) ?? '', /E active, F withdrawn/);
  });

  it('a device that is ready again is told anew; its first card sends people there', async () => {
    await becomeReady(['A']);
    await change('A', fallsBack);
    await draw();
    await change('A', isReady);
    await world.clock.advance(2 * minute);
    await draw();
    await change('A', isActive);
    await world.clock.advance(10 * minute);
    await draw();
    assert.deepEqual(edits(), ['A withdrawn', 'A again']);
  });

  it('the posted card shows how it is when it is posted, not when the digest was composed', async () => {
    const device = buildDevice({ id: 'A', serialNumber: 'A', requestedIn: 'b1', status: 'pending' }, now());
    await world.store.create('devices', isReady(device));
    await world.clock.advance(defaultPolicy.digestDelay);
    await compose(world, defaultPolicy);
    await ship('A');
    await deliverDigests(world, defaultPolicy);
    assert.equal(world.courier.digests[0]?.digest.devices[0]?.now, 'shipped');
    await draw();
    assert.deepEqual(edits(), []);
  });

  it('a digest whose devices change while it is being posted is posted once, and edited', async () => {
    const device = buildDevice({ id: 'A', serialNumber: 'A', requestedIn: 'b1', status: 'pending' }, now());
    await world.store.create('devices', isReady(device));
    await world.clock.advance(defaultPolicy.digestDelay);
    await compose(world, defaultPolicy);
    const post = world.courier.postDigest;
    world.courier.postDigest = async (...sent) => {
      const posted = await post(...sent);
      await ship('A');
      return posted;
    };
    for (let run = 0; run < 20; run += 1) {
      await deliverDigests(world, defaultPolicy);
      await draw();
      await world.clock.advance(minute);
    }
    assert.equal(world.courier.digests.length, 1);
    assert.deepEqual(edits(), ['A shipped (shipped)']);
    assert.equal((await stored()).state, 'done');
  });

  it('a reminder that something waits to be shipped follows it, and is not posted for what was shipped meanwhile', async () => {
    await becomeReady(['A', 'B']);
    await world.clock.advance(defaultPolicy.shipReminderAfter + 1);
    await remindUnshipped(world, defaultPolicy);
    await ship('A');
    await draw();
    world.courier.digestEdits.length = 0;
    await world.clock.advance(defaultPolicy.digestDelay);
    await compose(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
    const reminder = world.courier.digests.at(-1)?.digest;
    assert.deepEqual([reminder?.kind, reminder?.devices.map(({ key }) => key)], ['unshipped', ['B']]);
    await ship('B');
    await draw();
    assert.ok(edits().includes('B shipped (shipped)'), edits().join('; '));
  });

  it('an edit that was not noted, and one that a dead process owed, are made after a start', async () => {
    await becomeReady(['A']);
    const store = { ...world.store };
    store.replace = async () => {
      throw new Error('stopped');
    };
    await change('A', fallsBack);
    await assert.rejects(updateDigestCards({ ...world, store }, defaultPolicy), /stopped/);
    await draw();
    assert.deepEqual(edits(), ['A withdrawn', 'A withdrawn']);
    await becomeReadyQuietly('B');
    // The device was stored, and the process died before the cards were due.
    await world.store.replace('devices', fallsBack(await get('B')));
    await draw();
    assert.equal(edits().length, 2);
    await deliverJob(world as never, defaultPolicy).run(new AbortController().signal);
    assert.equal(edits().at(-1), 'B withdrawn');
  });
  async function becomeReadyQuietly(id: string): Promise<void> {
    const device = buildDevice({ id, serialNumber: id, requestedIn: 'b1', status: 'pending' }, now());
    await world.store.create('devices', isReady(device));
    await world.clock.advance(defaultPolicy.digestDelay);
    await compose(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
    await draw();
  }

  for (const kind of ['later', 'unknown', 'gone'] as const)
    it(`an edit that is refused (${kind}) is made later, and ends on the truth`, async () => {
      await becomeReady(['A', 'B']);
      refuse(kind, 2);
      await change('A', fallsBack);
      await draw();
      assert.deepEqual(edits(), []);
      for (let run = 0; run < 40; run += 1) {
        await world.clock.advance(minute);
        await draw();
      }
      const { length } = edits();
      assert.equal(edits().at(-1), 'A withdrawn, B waiting');
      assert.ok(length === 1 || (kind === 'unknown' && length === 2), `${length} edits`);
    });

  it('a card that was deleted is left alone, and its digest goes on elsewhere', async () => {
    await subscribe({ id: 'hq', name: 'HQ', actor: ada, activityId: undefined }, world);
    await becomeReady(['A', 'B']);
    let tries = 0;
    world.courier.trouble = (what, conversationId) => {
      if (what !== 'digestEdit' || conversationId !== 'hq') return;
      tries += 1;
      throw new DeliveryError('no such message', 'missing');
    };
    await change('A', fallsBack);
    for (let run = 0; run < 60; run += 1) {
      await draw();
      await world.clock.advance(minute);
    }
    assert.deepEqual([tries, edits()], [3, ['A withdrawn, B waiting']]);
    assert.equal(world.courier.digests.length, 2);
  });

  it('a conversation that takes no messages is drawn at once when somebody writes there', async () => {
    await becomeReady(['A']);
    refuse('gone', 1);
    await change('A', fallsBack);
    await draw();
    await draw();
    assert.deepEqual(edits(), []);
    const [audience] = await Array.fromAsync(everyRecord(world.store, 'unreachedAudiences', {}));
    assert.ok(audience);
    await world.store.delete('unreachedAudiences', audience.id, audience.version);
    await markAllDigestsDue(world);
    await draw();
    assert.deepEqual(edits(), ['A withdrawn']);
  });

  it('what is not about shipping is never edited', async () => {
    await world.store.create(
      'devices',
      announce(buildDevice({ id: 'A', serialNumber: 'A', requestedIn: 'b1', status: 'active' }), 'active', now()),
    );
    await tell();
    await change('A', (device) => move(device, { status: 'inactive' }, 'Inactive', now()));
    await world.clock.advance(day);
    await markAllDigestsDue(world);
    await draw();
    assert.deepEqual(edits(), []);
  });
});
