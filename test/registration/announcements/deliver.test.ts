import assert from 'node:assert/strict';
import { compose } from '../../../src/registration/announcements/compose.ts';
import { deliverDigests } from '../../../src/registration/announcements/deliver.ts';
import { subscribe, unsubscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { announce } from '../../../src/registration/lifecycle/moves.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { DeliveryError } from '../../../src/registration/ports/courier.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';
import { mortal, mortality } from '../../support/mortal.ts';

const megan = { id: 'megan', name: 'Megan Bowen' };

describe('digests', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());

  async function channel(id: string): Promise<void> {
    await subscribe({ id, name: id, actor: megan, activityId: undefined }, world);
  }

  async function ready(name: string, batch = 'b1'): Promise<void> {
    const now = world.clock.now();
    const device = buildDevice({ id: name, serialNumber: name, status: 'ready', requestedIn: batch }, now);
    await world.store.create('devices', announce(device, 'ready', now));
  }

  async function turn(): Promise<void> {
    await compose(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
  }

  const posts = () =>
    world.courier.digests.map(({ conversationId, digest }) => [
      conversationId,
      digest.devices
        .map(({ key }) => key)
        .sort()
        .join(),
    ]);
  const unsaid = async () => {
    const devices = await Array.fromAsync(everyRecord(world.store, 'devices', {}));
    return devices.flatMap(({ announcements }) => announcements).length;
  };

  it('are one message for each batch and channel, once nobody is left to join', async () => {
    await channel('it');
    await ready('a');
    await ready('b');
    await ready('x', 'b2');
    await turn();
    assert.deepEqual(posts().sort(), [
      ['it', 'a,b'],
      ['it', 'x'],
    ]);
    assert.equal(await unsaid(), 0);
    await turn();
    assert.equal(posts().length, 2);
  });

  it('wait for others of their wave, but not for ever', async () => {
    await channel('it');
    await world.store.create('devices', buildDevice({ id: 'slow', requestedIn: 'b1', dueAt: undefined }));
    await ready('a');
    await turn();
    assert.deepEqual(posts(), []);
    await world.clock.advance(defaultPolicy.digestDelay / 2);
    await ready('b');
    await turn();
    assert.deepEqual(posts(), []);
    await world.clock.advance(defaultPolicy.digestDelay / 2);
    await turn();
    assert.deepEqual(posts(), [['it', 'a,b']]);
  });

  it('are tried again where the connector asks to come back, without troubling the others', async () => {
    await channel('busy');
    await channel('it');
    await ready('a');
    world.courier.trouble = (_what, conversationId) => {
      if (conversationId === 'busy') throw new DeliveryError('429', 'later', 60_000);
    };
    await turn();
    assert.deepEqual(posts(), [['it', 'a']]);
    assert.equal(await unsaid(), 1);
    world.courier.trouble = undefined;
    await world.clock.advance(30_000);
    await turn();
    assert.equal(posts().length, 1);
    await world.clock.advance(30_000);
    await turn();
    assert.deepEqual(posts(), [
      ['it', 'a'],
      ['busy', 'a'],
    ]);
    assert.equal(await unsaid(), 0);
  });

  it('that cannot be drawn hold up no others, and are tried again', async () => {
    await channel('it');
    await ready('a');
    await ready('x', 'b2');
    let drawn = 0;
    world.courier.trouble = () => {
      drawn += 1;
      if (drawn === 1) throw new TypeError('a fault in the card');
    };
    await turn();
    assert.equal(posts().length, 1);
    assert.match(JSON.stringify(world.log.lines), /a fault in the card/);
    world.courier.trouble = undefined;
    await world.clock.advance(60_000);
    await turn();
    assert.equal(posts().length, 2);
  });

  it('come under the first post of their batch', async () => {
    await channel('it');
    await ready('a');
    await turn();
    await ready('b');
    await world.clock.advance(defaultPolicy.digestDelay);
    await turn();
    assert.deepEqual(
      world.courier.digests.map(({ threadActivityId }) => threadActivityId),
      [undefined, 'activity-1'],
    );
  });

  it('are neither lost nor doubled when the process dies after storing one', async () => {
    await channel('it');
    await ready('a');
    await compose(world, defaultPolicy);
    // Here it dies. Another device has become ready when it is back.
    await ready('b');
    await world.clock.advance(defaultPolicy.digestDelay);
    await turn();
    await turn();
    assert.deepEqual(posts().sort(), [
      ['it', 'a'],
      ['it', 'b'],
    ]);
  });

  it('are posted once where two processes deliver', async () => {
    await channel('it');
    await channel('hq');
    await ready('a');
    await Promise.all([turn(), turn()]);
    await turn();
    assert.deepEqual(posts().sort(), [
      ['hq', 'a'],
      ['it', 'a'],
    ]);
    assert.equal(await unsaid(), 0);
  });

  it('are left to the process that claimed one, for five minutes', async () => {
    await channel('it');
    await ready('a');
    const life = mortality();
    const dying = { ...world, courier: mortal(life, world.courier, ['postDigest']) };
    await compose(world, defaultPolicy);
    Object.assign(life, { armed: true, dieAt: 1, when: 'after' });
    await deliverDigests({ ...dying, store: mortal(life, world.store, []) }, defaultPolicy).catch(() => undefined);
    assert.equal(posts().length, 1);
    await turn();
    await world.clock.advance(5 * 60_000 - 1);
    await turn();
    assert.equal(posts().length, 1);
    await world.clock.advance(1);
    await turn();
    assert.equal(posts().length, 2);
    assert.equal(await unsaid(), 0);
  });

  it('that say Ready leave out whatever is not ready any more, and are not posted when nobody is left', async () => {
    await channel('it');
    for (const name of ['a', 'b', 'c', 'd']) await ready(name);
    await ready('x', 'b2');
    await compose(world, defaultPolicy);
    const change = async (name: string, changes: Partial<Device>) => {
      const device = await world.store.get('devices', name);
      assert.ok(device);
      await world.store.replace('devices', { ...device, ...changes });
    };
    await change('a', { status: 'pending', step: 'linked' });
    await change('b', { status: 'active' });
    await change('c', { removal: { by: megan, at: 0 } });
    await change('x', { status: 'failed' });
    await deliverDigests(world, defaultPolicy);
    assert.deepEqual(posts(), [['it', 'b,d']]);
    assert.equal(await unsaid(), 0);
    assert.equal(await world.store.count('digests', { equals: { state: 'open' } }), 0);
  });

  it('are finished later when a device changes while its digest is finished', async () => {
    await channel('it');
    await ready('a');
    await compose(world, defaultPolicy);
    const { replace } = world.store;
    let interfered = false;
    world.store.replace = async (collection, record) => {
      if (collection === 'devices' && !interfered) {
        interfered = true;
        return undefined;
      }
      return replace.call(world.store, collection, record) as never;
    };
    await deliverDigests(world, defaultPolicy);
    assert.equal(await unsaid(), 1);
    await turn();
    assert.equal(await unsaid(), 0);
    assert.equal(posts().length, 1);
  });

  it('go to nobody where nobody listens, and are done', async () => {
    await ready('a');
    await turn();
    assert.deepEqual(posts(), []);
    assert.equal(await unsaid(), 0);
  });

  it('are subscribed to once, and ended', async () => {
    const request = { id: 'it', name: 'it', actor: megan, activityId: undefined };
    assert.equal(await subscribe(request, world), 'subscribed');
    assert.equal(await subscribe(request, world), 'already');
    assert.equal(await unsubscribe(request, world), 'unsubscribed');
    assert.equal(await unsubscribe(request, world), 'notSubscribed');
    const audit = await Array.fromAsync(everyRecord(world.store, 'audit', { equals: { subject: 'it' } }));
    assert.deepEqual(
      audit.map(({ action, actor }) => [action, actor.name]),
      [
        ['subscribed', 'Megan Bowen'],
        ['unsubscribed', 'Megan Bowen'],
      ],
    );
  });
});
