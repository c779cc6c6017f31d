import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { SandboxOptions } from '../../../sandbox/server.ts';
import { enrolledGroupName, groupTags, tagGroupName } from '../../../sandbox/tenant/preset.ts';
import { groupId, type Json, noon, type Reply, startSandbox, type TestSandbox } from '../support.ts';
import { type Listener, startListener, status } from './listener.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const latency = 30 * second;
const all = 'Modern Workplace Devices-All';
const test = 'Modern Workplace Devices-Test';
const at = (milliseconds: number): string => new Date(noon + milliseconds).toISOString();

describe('change notifications', () => {
  let listener: Listener;
  let tenant: TestSandbox;
  beforeEach(async () => {
    listener = await startListener();
    await start();
  });
  afterEach(async () => {
    await tenant.close();
    await listener.close();
  });

  async function start(options: SandboxOptions = {}): Promise<void> {
    tenant = await startSandbox(options);
    tenant.sandbox.tenant.partnerUpload(
      ['A1', 'A2', 'A3', 'A4'].map((serialNumber) => ({ serialNumber, manufacturer: 'HP', model: 'X', groupTag: '' })),
    );
  }
  async function restart(options: SandboxOptions): Promise<void> {
    await tenant.close();
    await start(options);
  }
  async function subscribe(resource: string, more: object = {}): Promise<Reply> {
    const reply = await tenant.post('/v1.0/subscriptions', {
      changeType: 'updated,deleted',
      notificationUrl: listener.url,
      lifecycleNotificationUrl: listener.lifecycleUrl,
      resource,
      expirationDateTime: at(20 * 24 * hour),
      clientState: 'secret',
      ...more,
    });
    assert.equal(reply.status, 201, JSON.stringify(reply.body));
    return reply;
  }
  const membersOf = (name: string): string => `/groups/${groupId(tenant.sandbox, name)}/members`;
  async function pass(milliseconds: number): Promise<void> {
    tenant.sandbox.clock.advance(milliseconds);
    await tenant.sandbox.notifications.settled();
  }
  const edit = (change: 'add' | 'remove', serialNumber: string, group = all): void =>
    tenant.sandbox.tenant.editGroup(group, change, serialNumber);
  const objectId = (index: number): string => [...tenant.sandbox.tenant.world().devices.keys()][index] ?? '';
  const members = (item: Json | undefined): Json | undefined => item?.['resourceData']?.['members@delta'];
  const changes = (): Json[] => listener.items().filter((item) => item['changeType'] !== undefined);
  const outcomes = (): string[] => tenant.sandbox.notifications.deliveries().map(({ outcome }) => outcome);

  it('tell who came to a group and who went, with the secret, after a while', async () => {
    const { body } = await subscribe(membersOf(all));
    edit('add', 'A1');
    await pass(latency - 1);
    assert.equal(listener.posts.length, 0);
    await pass(1);
    const id = groupId(tenant.sandbox, all);
    const { tenantId } = tenant.sandbox.credentials;
    const item = {
      changeType: 'updated',
      clientState: 'secret',
      resource: `Groups/${id}`,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.Group',
        '@odata.id': `Groups/${id}`,
        id,
        organizationId: tenantId,
        'members@delta': [{ id: objectId(0) }],
      },
      subscriptionExpirationDateTime: at(20 * 24 * hour),
      subscriptionId: body['id'],
      tenantId,
    };
    assert.deepEqual(listener.posts[0]?.body, { value: [item] });
    assert.match(listener.posts[0]?.contentType ?? '', /^application\/json/);
    assert.equal(listener.posts[0]?.url.searchParams.get('own'), '1');
    edit('remove', 'A1');
    await pass(latency);
    assert.deepEqual(members(listener.items()[1]), [{ id: objectId(0), '@removed': 'deleted' }]);
    assert.deepEqual(outcomes(), ['delivered', 'delivered']);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('come in one POST for all that changes in a short time and all subscriptions of a listener', async () => {
    await subscribe(membersOf(all));
    await subscribe(membersOf(test), { clientState: 'other' });
    edit('add', 'A1');
    await pass(10 * second);
    edit('add', 'A2');
    edit('add', 'A1', test);
    await pass(latency);
    assert.equal(listener.posts.length, 1);
    assert.deepEqual(
      listener.items().map((item) => [item['clientState'], members(item)]),
      [
        ['secret', [{ id: objectId(0) }, { id: objectId(1) }]],
        ['other', [{ id: objectId(0) }]],
      ],
    );
  });

  it('reach a subscription to all groups, to one group and to its members, for what each is about', async () => {
    const id = groupId(tenant.sandbox, all);
    await subscribe('/groups', { clientState: 'groups' });
    await subscribe(`/groups/${id}`, { clientState: 'group' });
    await subscribe(`/groups/${id}/members`, { clientState: 'members' });
    await subscribe(`/groups/${id}/owners`, { clientState: 'owners' });
    const told = async (act: () => unknown): Promise<unknown[]> => {
      listener.posts.length = 0;
      await act();
      await pass(latency);
      return listener.items().map((item) => `${String(item['clientState'])} ${String(item['changeType'])}`);
    };
    assert.deepEqual(await told(() => edit('add', 'A1')), ['groups updated', 'group updated', 'members updated']);
    assert.deepEqual(await told(() => edit('add', 'A1', test)), ['groups updated']);
    const renamed = () => tenant.patch(`/v1.0/groups/${id}`, { description: 'changed' });
    assert.deepEqual(await told(renamed), ['groups updated', 'group updated']);
    assert.equal(members(listener.items()[0]), undefined);
    const create = () =>
      tenant.post('/v1.0/groups', { displayName: 'New', mailEnabled: false, mailNickname: 'n', securityEnabled: true });
    assert.deepEqual(await told(create), ['groups updated']);
    assert.deepEqual(await told(() => tenant.sandbox.tenant.deleteGroup(all)), ['groups deleted', 'group deleted']);
  });

  it('come of users too, and of the types of change asked for only', async () => {
    const [user] = [...tenant.sandbox.tenant.world().users.values()];
    assert.ok(user !== undefined);
    await subscribe('/users', { clientState: 'all' });
    await subscribe(`/users/${user.id}`, { changeType: 'deleted', clientState: 'one' });
    tenant.sandbox.tenant.editUser(user.userPrincipalName, 'Astronaut');
    await pass(latency);
    tenant.sandbox.tenant.deleteUser(user.userPrincipalName);
    await pass(latency);
    assert.deepEqual(
      listener.items().map((item) => [item['clientState'], item['changeType'], item['resource']]),
      [
        ['all', 'updated', `Users/${user.id}`],
        ['all', 'deleted', `Users/${user.id}`],
        ['one', 'deleted', `Users/${user.id}`],
      ],
    );
    assert.equal((await tenant.get(`/v1.0/users/${user.id}`)).status, 404);
  });

  it('tell that a device has its tag, and later that Intune manages it', async () => {
    for (const tag of groupTags) await subscribe(membersOf(tagGroupName(tag)), { clientState: tag });
    await subscribe(membersOf(enrolledGroupName), { clientState: 'enrolled' });
    for (const [index, groupTag] of groupTags.entries()) await tenant.registered(`B${index}`, groupTag);
    await tenant.sandbox.notifications.settled();
    assert.deepEqual(
      listener.items().map((item) => item['clientState']),
      groupTags,
    );
    listener.posts.length = 0;
    tenant.sandbox.tenant.signIn('B0');
    tenant.sandbox.tenant.signIn('A1');
    await pass(2 * minute + latency - 1);
    assert.equal(listener.posts.length, 0);
    await pass(1);
    const signedIn = [...tenant.sandbox.tenant.world().autopilot.values()].find(
      ({ serialNumber }) => serialNumber === 'B0',
    );
    assert.deepEqual(
      listener.items().map((item) => [item['clientState'], members(item)]),
      [['enrolled', [{ id: signedIn?.entraObjectId }]]],
    );
  });

  it('may come before the answer that says the id of the subscription', async () => {
    tenant.sandbox.faults.add({ route: '/subscriptions', method: 'POST', when: 'after', delay: hour });
    let answered = false;
    const subscribed = subscribe(membersOf(all)).then(() => {
      answered = true;
    });
    while (tenant.sandbox.notifications.subscriptions().length === 0) await new Promise(setImmediate);
    edit('add', 'A1');
    await pass(latency);
    assert.deepEqual([listener.posts.length, answered], [1, false]);
    await pass(hour);
    await subscribed;
  });

  it('end with the subscription: expired, deleted, also between two tries', async () => {
    const { body } = await subscribe(membersOf(all), { expirationDateTime: at(45 * minute) });
    listener.answer(status(503));
    edit('add', 'A1');
    await pass(latency);
    assert.equal((await tenant.remove(`/v1.0/subscriptions/${String(body['id'])}`)).status, 204);
    await pass(hour);
    assert.equal(changes().length, 1);
    await subscribe(membersOf(all), { expirationDateTime: at(2 * hour) });
    await pass(hour - latency - 10 * second);
    edit('add', 'A2');
    await pass(hour);
    assert.equal(changes().length, 1);
  });

  it('follow a renewal and a new address', async () => {
    const { body } = await subscribe(membersOf(all));
    edit('add', 'A1');
    const change = { notificationUrl: `${listener.url}&moved=1`, expirationDateTime: at(24 * hour) };
    await tenant.patch(`/v1.0/subscriptions/${String(body['id'])}`, change);
    await pass(latency);
    assert.equal(listener.posts[0]?.url.searchParams.get('moved'), '1');
    assert.equal(listener.items()[0]?.['subscriptionExpirationDateTime'], at(24 * hour));
  });

  it('arrive without anybody looking when a held clock is advanced, also what was planned after what comes later', async () => {
    await subscribe(membersOf(all));
    const arrived = new Promise<void>((resolve) => {
      listener.answer((response) => {
        status(202)(response);
        resolve();
      });
    });
    edit('add', 'A1');
    // The sandbox waits for the reminder of tomorrow first, and has to wake up earlier.
    await new Promise(setImmediate);
    tenant.sandbox.clock.advance(latency);
    await arrived;
    assert.deepEqual(members(listener.items()[0]), [{ id: objectId(0) }]);
  });

  it('arrive with a running clock as well', async () => {
    await subscribe(membersOf(all));
    const arrived = new Promise<void>((resolve) => {
      listener.answer((response) => {
        status(202)(response);
        resolve();
      });
    });
    tenant.sandbox.clock.setSpeed(1_000);
    edit('add', 'A1');
    await arrived;
    await tenant.sandbox.notifications.settled();
    assert.deepEqual(outcomes(), ['delivered']);
  });

  describe('delivery', () => {
    const slowly = (milliseconds: number) => (response: ServerResponse) => {
      tenant.sandbox.clock.advance(milliseconds);
      status(202)(response);
    };

    it('counts 200, 202 and other 2xx within three seconds', async () => {
      await subscribe(membersOf(all));
      for (const [index, code] of [200, 202, 204].entries()) {
        listener.answer(status(code));
        edit('add', `A${index + 1}`);
        await pass(latency);
      }
      listener.answer(slowly(2_500));
      edit('add', 'A4');
      await pass(latency);
      assert.deepEqual(outcomes(), ['delivered', 'delivered', 'delivered', 'delivered']);
    });

    it('is tried again after any other answer or none, waiting twice as long each time', async () => {
      await subscribe(membersOf(all));
      const answers = [status(500), status(404), (response: ServerResponse) => void response.destroy(), status(302)];
      listener.answer((response) => (answers.shift() ?? status(202))(response));
      edit('add', 'A1');
      await pass(latency);
      for (const wait of [10, 20, 40, 80]) {
        const before = listener.posts.length;
        await pass(wait * second - 1);
        assert.equal(listener.posts.length, before);
        await pass(1);
        assert.equal(listener.posts.length, before + 1);
      }
      await pass(hour);
      assert.deepEqual(outcomes(), ['retry', 'retry', 'retry', 'retry', 'delivered']);
      assert.deepEqual(new Set(listener.items().map((item) => JSON.stringify(item))).size, 1);
    });

    it('is given up after four hours', async () => {
      await subscribe(membersOf(all));
      listener.answer(status(503));
      edit('add', 'A1');
      await pass(latency);
      for (let waited = 0; waited < 5 * hour; waited += 10 * second) await pass(10 * second);
      assert.equal(outcomes().at(-1), 'givenUp');
      const last = tenant.sandbox.notifications.deliveries().at(-1);
      assert.equal(last?.attempt, 11);
      assert.ok((last?.at ?? 0) <= noon + latency + 4 * hour);
    });

    it('has three seconds the first time and ten after that', async () => {
      await subscribe(membersOf(all));
      listener.answer(slowly(3_001));
      edit('add', 'A1');
      await pass(latency);
      assert.deepEqual(outcomes(), ['retry']);
      listener.answer(slowly(9_000));
      await pass(10 * second);
      assert.deepEqual(outcomes(), ['retry', 'delivered']);
    });

    it('is not waited for longer than ten seconds', async () => {
      await subscribe(membersOf(all));
      listener.answer(() => tenant.sandbox.clock.advance(10_000));
      edit('add', 'A1');
      await pass(latency);
      assert.deepEqual(outcomes(), ['retry']);
      assert.equal(tenant.sandbox.notifications.deliveries()[0]?.status, undefined);
    });

    it('is ten minutes late for a listener of whose answers more than 10 % take over three seconds', async () => {
      await subscribe(membersOf(all));
      listener.answer(slowly(4_000));
      edit('add', 'A1');
      await pass(latency);
      listener.answer(status(202));
      await pass(10 * second);
      assert.equal(tenant.sandbox.notifications.listeners()[0]?.state, 'slow');
      edit('add', 'A2');
      await pass(latency + 10 * minute - 1);
      assert.equal(listener.posts.length, 2);
      await pass(1);
      assert.equal(listener.posts.length, 3);
      assert.equal(tenant.sandbox.notifications.listeners()[0]?.state, 'good');
      edit('add', 'A3');
      await pass(latency);
      assert.equal(listener.posts.length, 4);
    });

    it('is dropped for ten minutes for a listener of whose answers more than 15 % take over ten seconds', async () => {
      await subscribe(membersOf(all));
      listener.answer(() => tenant.sandbox.clock.advance(10_000));
      edit('add', 'A1');
      await pass(latency);
      listener.answer(status(202));
      assert.equal(tenant.sandbox.notifications.listeners()[0]?.state, 'drop');
      edit('add', 'A2');
      await pass(10 * minute);
      assert.deepEqual(outcomes(), ['retry', 'dropped', 'delivered']);
      assert.deepEqual(members(listener.items().at(-1)), [{ id: objectId(0) }]);
      assert.equal(tenant.sandbox.notifications.listeners()[0]?.state, 'good');
      edit('add', 'A3');
      await pass(latency);
      assert.deepEqual(members(listener.items().at(-1)), [{ id: objectId(2) }]);
    });
  });

  describe('trouble on demand', () => {
    it('loses all, or the next ones', async () => {
      await subscribe(membersOf(all));
      tenant.sandbox.notifications.set({ mode: 'lost' });
      edit('add', 'A1');
      await pass(latency);
      tenant.sandbox.notifications.set({ mode: 'on', loseNext: 2 });
      for (const serialNumber of ['A2', 'A3', 'A4']) {
        edit('add', serialNumber);
        await pass(latency);
      }
      assert.deepEqual(outcomes(), ['lost', 'lost', 'lost', 'delivered']);
      assert.deepEqual(members(listener.items()[0]), [{ id: objectId(3) }]);
    });

    it('delivers everything twice', async () => {
      await subscribe(membersOf(all));
      tenant.sandbox.notifications.set({ mode: 'duplicated' });
      edit('add', 'A1');
      await pass(latency);
      const [one, other] = listener.items();
      assert.equal(listener.posts.length, 2);
      assert.deepEqual(one, other);
    });

    it('delivers changes one by one and out of order', async () => {
      await subscribe(membersOf(all));
      tenant.sandbox.notifications.set({ mode: 'shuffled' });
      const order = ['A1', 'A2', 'A3', 'A4'];
      for (const serialNumber of order) edit('add', serialNumber);
      edit('remove', 'A1');
      for (let waited = 0; waited <= 4 * latency; waited += second) await pass(second);
      const seen = listener.items().map((item) => String(members(item)?.['0']?.['id']));
      assert.equal(listener.posts.length, 5);
      assert.notDeepEqual(seen, [0, 1, 2, 3, 0].map(objectId));
      assert.deepEqual(seen.toSorted(), [0, 0, 1, 2, 3].map(objectId).toSorted());
    });

    it('sets how late they are', async () => {
      await subscribe(membersOf(all));
      tenant.sandbox.notifications.set({ delay: hour });
      edit('add', 'A1');
      await pass(hour - 1);
      assert.equal(listener.posts.length, 0);
      await pass(1);
      assert.equal(listener.posts.length, 1);
    });
  });

  describe('lifecycle', () => {
    const day = 24 * hour;
    const events = (): unknown[] => listener.items().map((item) => item['lifecycleEvent']);

    it('events are sent on demand to their own address, of one subscription or of all', async () => {
      const { body } = await subscribe(membersOf(all));
      await subscribe('/users');
      const { notifications, credentials } = tenant.sandbox;
      notifications.sendLifecycle('missed', String(body['id']));
      await notifications.settled();
      assert.deepEqual(listener.items(), [
        {
          clientState: 'secret',
          lifecycleEvent: 'missed',
          subscriptionExpirationDateTime: at(20 * day),
          subscriptionId: body['id'],
          tenantId: credentials.tenantId,
        },
      ]);
      assert.equal(listener.posts[0]?.url.pathname, '/lifecycle');
      notifications.sendLifecycle('reauthorizationRequired');
      await notifications.settled();
      assert.equal(events().length, 3);
      notifications.sendLifecycle('subscriptionRemoved', String(body['id']));
      await notifications.settled();
      assert.equal(events().at(-1), 'subscriptionRemoved');
      assert.equal((await tenant.get(`/v1.0/subscriptions/${String(body['id'])}`)).status, 404);
      assert.throws(() => notifications.sendLifecycle('missed', 'nobody'), RangeError);
      assert.deepEqual(tenant.sandbox.violations(), []);
    });

    it('asks to reauthorise half an hour before the authorisation ends and every quarter after that', async () => {
      await subscribe(membersOf(all));
      await pass(day - 30 * minute - 1);
      assert.deepEqual(events(), []);
      await pass(1);
      assert.deepEqual(events(), ['reauthorizationRequired']);
      await pass(15 * minute);
      assert.equal(events().length, 2);
      await pass(hour);
      assert.equal(events().length, 2);
    });

    it('asks the same before the subscription expires', async () => {
      await subscribe(membersOf(all), { expirationDateTime: at(hour) });
      await pass(30 * minute);
      assert.deepEqual(events(), ['reauthorizationRequired']);
    });

    it('pauses deliveries that are not authorised any more, and catches up on those of the last four hours', async () => {
      const { body } = await subscribe(membersOf(all));
      await pass(day);
      listener.posts.length = 0;
      edit('add', 'A1');
      await pass(hour);
      edit('add', 'A2');
      await pass(3 * hour + latency);
      assert.equal(listener.posts.length, 0);
      assert.equal((await tenant.post(`/v1.0/subscriptions/${String(body['id'])}/reauthorize`)).status, 204);
      await pass(0);
      assert.deepEqual(listener.items().map(members), [[{ id: objectId(1) }]]);
      edit('add', 'A3');
      await pass(latency);
      assert.deepEqual(members(listener.items()[1]), [{ id: objectId(2) }]);
    });

    it('stops asking once renewed, until the next time', async () => {
      const { body } = await subscribe(membersOf(all));
      await pass(day - 30 * minute);
      await tenant.patch(`/v1.0/subscriptions/${String(body['id'])}`, { expirationDateTime: at(28 * day) });
      await pass(day - 30 * minute - 1);
      assert.equal(events().length, 1);
      await pass(1);
      assert.equal(events().length, 2);
    });

    it('lets the time between two authorisations be set', async () => {
      await restart({ notifications: { authorization: 2 * hour } });
      await subscribe(membersOf(all));
      await pass(90 * minute);
      assert.deepEqual(events(), ['reauthorizationRequired']);
    });
  });
});
