import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Subscription } from '../../../sandbox/notifications/subscription.ts';
import { addGroup } from '../../../sandbox/tenant/groups.ts';
import { subscriptionLife } from '../../../src/registration/notifications/planSubscriptions.ts';
import type { WatchedGroup } from '../../../src/registration/notifications/watchedGroup.ts';
import { watchedGroupNames } from '../../../src/registration/notifications/watchedGroupNames.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createListeningEngine, type ListeningEngine } from '../../support/listeningEngine.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('subscriptions as desired state', () => {
  let engine: ListeningEngine;
  const start = async (options: Parameters<typeof createListeningEngine>[0] = {}) => {
    engine = await createListeningEngine(options);
  };
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const there = (): Subscription[] => engine.sandbox.notifications.subscriptions();
  const records = (): Promise<WatchedGroup[]> => Array.fromAsync(everyRecord(engine.ports.store, 'watchedGroups', {}));
  const keep = () => engine.run('subscriptions');
  const sent = (method: string) =>
    engine.sandbox.log.entries().filter((entry) => entry.method === method && entry.url.includes('/subscriptions'))
      .length;
  const names = () => watchedGroupNames(engine.policy);
  const sorted = (texts: readonly (string | undefined)[]) => texts.map((text) => text ?? '').sort();

  it('has one for the members of every group of the policy, each with a secret of its own', async () => {
    await start();
    const { started } = await keep();
    const groups = [...engine.sandbox.tenant.world().groups.values()].filter(({ displayName }) =>
      names().includes(displayName),
    );
    assert.deepEqual(
      sorted(there().map(({ resource }) => resource)),
      sorted(groups.map(({ id }) => `/groups/${id}/members`)),
    );
    assert.equal(there().length, names().length);
    assert.equal(new Set(there().map(({ clientState }) => clientState)).size, names().length);
    for (const { clientState, expiresAt } of there()) {
      assert.ok(Buffer.from(clientState ?? '', 'base64url').length >= 32);
      assert.equal(expiresAt, engine.ports.clock.now() + subscriptionLife);
    }
    assert.deepEqual(
      sorted((await records()).map(({ subscriptionId }) => subscriptionId)),
      sorted(there().map(({ id }) => id)),
    );
    // Nobody knows what happened before: everything is looked at.
    assert.deepEqual(started, ['discover', 'remediate', 'sweep']);
    assert.ok(!JSON.stringify(await records()).includes(there()[0]?.clientState ?? ''));
  });

  it('leaves alone what is as it should be, and reads what changed', async () => {
    await start();
    await keep();
    const before = there().map(({ id }) => id);
    engine.sandbox.log.reset();
    assert.deepEqual((await keep()).started, []);
    assert.deepEqual(
      there().map(({ id }) => id),
      before,
    );
    assert.equal(sent('POST') + sent('PATCH') + sent('DELETE'), 0);
  });

  it('renews at half of their life, once', async () => {
    await start();
    await keep();
    const before = there().map(({ id }) => id);
    await engine.pass(subscriptionLife / 2 - minute);
    await keep();
    assert.equal(sent('PATCH'), 0);
    await engine.pass(minute);
    await keep();
    await keep();
    assert.equal(sent('PATCH'), before.length);
    assert.deepEqual(
      there().map(({ id }) => id),
      before,
    );
    assert.ok(there().every(({ expiresAt }) => expiresAt === engine.ports.clock.now() + subscriptionLife));
  });

  it('takes a renewal whose answer was lost for one', async () => {
    await start();
    await keep();
    await engine.pass(subscriptionLife / 2);
    engine.sandbox.faults.add({
      route: '/subscriptions/**',
      method: 'PATCH',
      when: 'after',
      status: 504,
      count: names().length,
    });
    await assert.rejects(keep);
    await keep();
    assert.equal(sent('PATCH'), names().length);
    assert.ok((await records()).every(({ problem }) => problem === undefined));
  });

  it('renews once when Graph asks for authorisation, and not within ten minutes of the last time', async () => {
    await start();
    await keep();
    const [first] = there();
    assert.ok(first);
    await engine.pass(5 * minute);
    engine.sandbox.notifications.sendLifecycle('reauthorizationRequired', first.id);
    await engine.pass(0);
    assert.equal(sent('PATCH'), 0);
    await engine.pass(6 * minute);
    await keep();
    engine.sandbox.notifications.sendLifecycle('reauthorizationRequired', first.id);
    engine.sandbox.notifications.sendLifecycle('reauthorizationRequired', first.id);
    await engine.pass(0);
    await engine.pass(0);
    assert.equal(sent('PATCH'), 1);
    assert.equal(engine.sandbox.log.entries().filter(({ url }) => url.includes('reauthorize')).length, 0);
  });

  it('makes anew what was lost, with another secret, and finds what happened meanwhile', async () => {
    await start();
    await keep();
    const before = new Map(there().map(({ resource, id, clientState }) => [resource, { id, clientState }]));
    for (const { id } of there()) engine.sandbox.notifications.remove(id);
    await engine.register(1);
    await engine.until(({ status }) => status === 'ready');
    await engine.ports.store.count('wakeUps', {});
    const { started } = await keep();
    assert.equal(there().length, names().length);
    for (const { resource, id, clientState } of there()) {
      assert.notEqual(id, before.get(resource)?.id);
      assert.notEqual(clientState, before.get(resource)?.clientState);
    }
    assert.deepEqual(started, ['pass']);
    assert.equal(await engine.ports.store.count('wakeUps', {}), 1);
  });

  it('removes those of its own that serve no group, and leaves those of others alone', async () => {
    await start();
    await keep();
    const stranger = there()[0];
    assert.ok(stranger);
    const { notificationUrl, lifecycleNotificationUrl } = stranger;
    const target = { kind: 'groups' as const, id: undefined, part: undefined };
    const facts = { ...stranger, resource: '/groups', target, clientState: 'x' };
    const ours = engine.sandbox.notifications.add(facts);
    const others = engine.sandbox.notifications.add({
      ...facts,
      resource: '/users',
      target: { ...target, kind: 'users' },
      notificationUrl: 'https://elsewhere.example/x',
    });
    await keep();
    const ids = there().map(({ id }) => id);
    assert.ok(!ids.includes(ours.id) && ids.includes(others.id));
    assert.equal(ids.length, names().length + 1);
    assert.ok(notificationUrl.endsWith('/api/notifications') && lifecycleNotificationUrl?.endsWith('/api/lifecycle'));
  });

  it('follows its listener to another address, which the lifecycle address of a subscription cannot', async () => {
    await start();
    await keep();
    for (const subscription of there()) subscription.notificationUrl = 'https://before.example/api/notifications';
    const before = there().map(({ id }) => id);
    await keep();
    assert.equal(there().length, names().length);
    assert.ok(
      there().every(({ id, notificationUrl }) => !before.includes(id) && notificationUrl.startsWith('http://127')),
    );
  });

  it('holds on to what it has when the tenant has as many as it may, and says so', async () => {
    await start({ notifications: { quota: 4 } });
    await keep();
    assert.equal(there().length, 4);
    // The ones worth most come first.
    assert.ok(
      there().some(
        ({ target }) =>
          engine.sandbox.tenant.world().groups.get(target.id ?? '')?.displayName ===
          engine.policy.notifications.enrolledGroup,
      ),
    );
    const problems = (await records()).flatMap(({ problem }) => problem ?? []);
    assert.equal(problems.length, names().length - 4);
    for (const problem of problems) assert.match(problem, /refuses more subscriptions \(403 Forbidden\)/);
    engine.sandbox.notifications.quota = 100;
    await keep();
    assert.ok((await records()).every(({ problem }) => problem === undefined));
  });

  it('tells once what permission is missing, and goes on when it is granted', async () => {
    await start();
    engine.sandbox.permissions.delete('Group.Read.All');
    engine.sandbox.permissions.delete('User.Read.All');
    await keep();
    await keep();
    const [notice, ...others] = await Array.fromAsync(everyRecord(engine.ports.store, 'notices', {}));
    assert.match(notice?.remedy ?? '', /Grant Group\.Read\.All to Preflight/);
    assert.deepEqual(others, []);
    assert.equal(await engine.ports.store.count('digests', {}), 1);
    assert.equal(engine.ports.health.trouble(), undefined);
    engine.sandbox.permissions.add('Group.Read.All');
    await keep();
    assert.equal(there().length, names().length);
    assert.equal(await engine.ports.store.count('notices', {}), 0);
  });

  it('says which group is not there, and subscribes when it is', async () => {
    await start({ policy: { notifications: { tagGroupPrefix: 'Nothing - ', enrolledGroup: 'Nobody' } } });
    await keep();
    const missing = (await records()).filter(({ groupId }) => groupId === undefined);
    assert.equal(missing.length, 6);
    assert.match(missing[0]?.problem ?? '', /There is no Entra group named/);
    assert.equal(there().length, names().length - 6);
  });

  it('is listened to while its own request is open: the handshake needs nothing that the request holds', async () => {
    await start();
    await keep();
    const posts = engine.sandbox.log
      .entries()
      .filter(({ method, url }) => method === 'POST' && url.endsWith('/subscriptions'));
    assert.ok(posts.every(({ status }) => status === 201));
  });

  it('believes notifications that are faster than the answer to its request', async () => {
    await start({ manual: true, latencies: 'quick' });
    await keep();
    const [first] = there();
    assert.ok(first);
    const { clientState, id } = first;
    const group = (await records()).find(({ subscriptionId }) => subscriptionId === id);
    assert.ok(group);
    await engine.ports.store.replace('watchedGroups', { ...group, subscriptionId: undefined });
    const body = {
      value: [{ subscriptionId: id, clientState, resource: first.resource, resourceData: { id: group.groupId } }],
    };
    const answer = await fetch(first.notificationUrl, { method: 'POST', body: JSON.stringify(body) });
    assert.equal(answer.status, 202);
    assert.equal(await engine.ports.store.count('wakeUps', {}), 1);
  });

  it('subscribes to a group that was deleted and made anew under its name', async () => {
    await start();
    await keep();
    const { allDevicesGroup } = engine.policy;
    const before = (await records()).find(({ id }) => id === allDevicesGroup);
    engine.sandbox.tenant.deleteGroup(allDevicesGroup);
    engine.sandbox.clock.advance(11 * minute);
    await keep();
    assert.match((await records()).find(({ id }) => id === allDevicesGroup)?.problem ?? '', /There is no Entra group/);
    assert.ok(!there().some(({ id }) => id === before?.subscriptionId));
    addGroup(engine.sandbox.tenant.world(), { displayName: allDevicesGroup, id: randomUUID() });
    engine.sandbox.clock.advance(11 * minute);
    await keep();
    const after = (await records()).find(({ id }) => id === allDevicesGroup);
    assert.ok(after?.groupId !== undefined && after.groupId !== before?.groupId);
    assert.ok(there().some(({ id, target }) => id === after.subscriptionId && target.id === after.groupId));
    assert.equal(after.problem, undefined);
  });

  it('forgets groups that the policy no longer names', async () => {
    await start();
    await keep();
    await engine.ports.store.create('watchedGroups', { id: 'Old group', subscriptionId: there()[0]?.id, groupId: 'x' });
    await keep();
    assert.ok(!(await records()).some(({ id }) => id === 'Old group'));
  });

  it('catches up from the store after a restart, and reads everything where the link has expired', async () => {
    await start();
    await keep();
    engine.sandbox.tenant.refuseDeltaTokens('resync');
    assert.deepEqual((await keep()).started, ['discover', 'remediate', 'sweep']);
    engine.sandbox.tenant.refuseDeltaTokens('expired');
    assert.deepEqual((await keep()).started, ['discover', 'remediate', 'sweep']);
    engine.sandbox.clock.advance(8 * 24 * hour);
    assert.deepEqual((await keep()).started, ['discover', 'remediate', 'sweep']);
    assert.deepEqual((await keep()).started, []);
  });
});
