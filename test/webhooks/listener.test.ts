import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type express from 'express';
import fc from 'fast-check';
import { createBodyBudget } from '../../src/callers/bodyBudget.ts';
import { fitsNotifications } from '../../src/callers/limits.ts';
import { createHttpApp } from '../../src/http.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { WakeSubject } from '../../src/registration/lifecycle/wakeUp.ts';
import { createIntake } from '../../src/registration/notifications/acceptNotifications.ts';
import { hashSecret, newSecret } from '../../src/registration/notifications/secret.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { createWebhooks, type WebhookOptions } from '../../src/webhooks/listener.ts';
import { readNotifications } from '../../src/webhooks/notification.ts';
import { type Listening, listen } from '../support/listen.ts';
import { memoryWorld } from '../support/memoryWorld.ts';

const tenantId = '11111111-2222-4333-8444-555555555555';
const group = 'aaaaaaaa-0000-4000-8000-000000000001';
const otherGroup = 'aaaaaaaa-0000-4000-8000-000000000002';
const member = (index: number) => `bbbbbbbb-0000-4000-8000-${String(index).padStart(12, '0')}`;

describe('listener for change notifications', () => {
  let server: Listening;
  let world: ReturnType<typeof memoryWorld>;
  let metrics: ReturnType<typeof createMetrics>;
  let wakes: string[];
  let storeFails: boolean;
  let commits: number;
  const secret = newSecret();
  const otherSecret = newSecret();
  const subscriptionId = randomUUID();
  const otherSubscription = randomUUID();

  const spied = () => ({
    ...world.store,
    createAll: ((collection, records) => {
      if (storeFails) throw new Error('the disk is full');
      commits += 1;
      return world.store.createAll(collection, records);
    }) as typeof world.store.createAll,
  });
  const start = async (options: Partial<WebhookOptions> = {}) => {
    world = memoryWorld();
    metrics = createMetrics();
    wakes = [];
    storeFails = false;
    commits = 0;
    const store = spied();
    await world.store.create('watchedGroups', {
      id: 'Tag',
      groupId: group,
      subscriptionId,
      secretHash: hashSecret(secret),
    });
    await world.store.create('watchedGroups', {
      id: 'All',
      groupId: otherGroup,
      subscriptionId: otherSubscription,
      secretHash: hashSecret(otherSecret),
    });
    const webhooks = createWebhooks({
      intake: createIntake({ ...world, store }, tenantId),
      wake: () => wakes.push('pass'),
      wakeSubscriptions: () => wakes.push('subscriptions'),
      log: world.log,
      metrics,
      readBody: createBodyBudget(64_000_000).reader(1024 * 1024),
      isWithinShape: fitsNotifications,
      ...options,
    });
    const bot = async (_request: express.Request, response: express.Response) => void response.writeHead(418).end();
    const parts = { bot, webhooks, metrics: metrics.text, ready: async () => undefined, log: world.log };
    server = await listen(createHttpApp(parts));
  };
  const stop = async () => {
    await server.close();
    world.store.close();
  };
  beforeEach(() => start());
  afterEach(stop);

  const post = (path: string, body: string | undefined, type = 'application/json') =>
    fetch(`${server.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });
  const notify = (value: unknown, path = '/api/notifications') => post(path, JSON.stringify({ value }));
  const item = (changes: object = {}) => ({
    subscriptionId,
    clientState: secret,
    tenantId,
    changeType: 'updated',
    resource: `Groups/${group}`,
    resourceData: { id: group, 'members@delta': [{ id: member(1) }] },
    ...changes,
  });
  const stored = async (): Promise<WakeSubject[]> =>
    (await Array.fromAsync(everyRecord(world.store, 'wakeUps', {}))).flatMap(({ subjects }) => subjects);
  const object = (index: number): WakeSubject => ({ kind: 'entraObject', id: member(index) });
  const dropped = (reason: string) =>
    Number(new RegExp(`dropped_total\\{reason="${reason}"\\} (\\d+)`).exec(metrics.text())?.[1] ?? 0);

  describe('validation of the endpoint (4.2)', () => {
    for (const path of ['/api/notifications', '/api/lifecycle']) {
      it(`echoes the decoded token as plain text at ${path}, whatever is in it`, async () => {
        const token = 'Validation: <script>alert(1)</script> + 100% ü';
        const answer = await post(
          `${path}?own=1&validationToken=${encodeURIComponent(token)}`,
          undefined,
          'text/plain',
        );
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
        assert.equal(await answer.text(), token);
      });

      it(`refuses to echo a whole page, two tokens or a structure at ${path}`, async () => {
        for (const query of [`validationToken=${'x'.repeat(5_000)}`, 'validationToken=a&validationToken=b']) {
          const answer = await post(`${path}?${query}`, undefined);
          assert.equal(answer.status, 400);
          assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
        }
      });
    }
  });

  describe('delivery (4.3)', () => {
    it('stores the members a notification names in one commit, then answers 202 without a body', async () => {
      const members = [
        { id: member(1) },
        { id: member(2), '@removed': 'deleted' },
        { id: member(3), '@removed': { reason: 'deleted' } },
      ];
      const answer = await notify([item({ resourceData: { id: group, 'members@delta': members } })]);
      assert.deepEqual([answer.status, await answer.text()], [202, '']);
      assert.deepEqual(await stored(), [object(1), object(2), object(3)]);
      assert.deepEqual([wakes, commits], [['pass'], 1]);
    });

    it('takes many items of several subscriptions in one POST, each by the secret of its own', async () => {
      const second = { subscriptionId: otherSubscription, clientState: otherSecret, resource: `Groups/${otherGroup}` };
      const named = (index: number, id = group) => ({ resourceData: { id, 'members@delta': [{ id: member(index) }] } });
      await notify([
        item(named(1)),
        item({ ...second, ...named(2, otherGroup) }),
        item({ ...second, ...named(3, otherGroup), clientState: secret }),
        item(named(1)),
      ]);
      assert.deepEqual(await stored(), [object(1), object(2)]);
      assert.equal(dropped('clientState'), 1);
      const [wakeUp] = await Array.fromAsync(everyRecord(world.store, 'wakeUps', {}));
      assert.deepEqual(wakeUp?.from, ['Tag', 'All']);
    });

    it('looks at the whole group where no member is named, or not every one by its id', async () => {
      const whole: WakeSubject = { kind: 'group', id: group };
      for (const resourceData of [
        { id: group },
        { id: group, 'members@delta': [] },
        undefined,
        { 'members@delta': 'x' },
      ]) {
        await notify([item({ resourceData })]);
      }
      assert.deepEqual(await stored(), [whole, whole, whole, whole]);
      await notify([item({ resourceData: { id: group, 'members@delta': [{ id: member(1) }, { id: 7 }] } })]);
      assert.deepEqual(
        (await stored()).filter(({ kind }) => kind === 'entraObject'),
        [object(1)],
      );
      assert.equal((await stored()).filter(({ kind }) => kind === 'group').length, 5);
    });

    it('answers 202 and drops what does not carry the secret of its subscription', async () => {
      const forged = ['', 'd'.repeat(43), secret.slice(1), secret.toUpperCase(), otherSecret];
      for (const clientState of forged) assert.equal((await notify([item({ clientState })])).status, 202);
      for (const clientState of [null, 7, undefined, [secret], { secret }])
        assert.equal((await notify([item({ clientState })])).status, 202);
      assert.deepEqual([await stored(), wakes], [[], []]);
      assert.equal(dropped('clientState'), forged.length);
      assert.equal(dropped('malformed'), 5);
    });

    it('notes once in a while that a subscription is used with another secret', async () => {
      const doubted = async () => (await world.store.get('watchedGroups', 'Tag'))?.doubtedAt;
      await notify([item({ subscriptionId: randomUUID(), clientState: 'x' })]);
      assert.equal(await doubted(), undefined);
      await notify([item({ clientState: 'x' })]);
      const first = await doubted();
      assert.equal(first, world.clock.now());
      await world.clock.advance(60_000);
      await notify([item({ clientState: 'x' })]);
      assert.equal(await doubted(), first);
      await world.clock.advance(600_000);
      await notify([item({ clientState: 'x' })]);
      assert.equal(await doubted(), world.clock.now());
    });

    it('answers 202 and drops what is of a subscription or a tenant it does not know', async () => {
      await notify([item({ subscriptionId: randomUUID() }), item({ tenantId: randomUUID() })]);
      assert.deepEqual([await stored(), dropped('unknownSubscription'), dropped('tenant')], [[], 1, 1]);
    });

    it('believes no body that was recorded before its subscription was made anew', async () => {
      const recorded = [item()];
      assert.equal((await notify(recorded)).status, 202);
      const known = await world.store.get('watchedGroups', 'Tag');
      assert.ok(known);
      await world.store.replace('watchedGroups', {
        ...known,
        subscriptionId: randomUUID(),
        secretHash: hashSecret(newSecret()),
      });
      assert.equal((await notify(recorded)).status, 202);
      assert.equal((await stored()).length, 1);
      assert.equal(dropped('unknownSubscription'), 1);
    });

    it('stores a body that is sent again once more, which changes nothing but costs a look', async () => {
      for (const _ of [1, 2, 3]) await notify([item()]);
      assert.deepEqual(new Set(await stored()), new Set([object(1), object(1), object(1)]));
      assert.equal(commits, 3);
    });

    it('believes a notification that comes before the id of its subscription is known, by its secret', async () => {
      const early = newSecret();
      await world.store.create('watchedGroups', { id: 'New', groupId: otherGroup, secretHash: hashSecret(early) });
      const unknown = randomUUID();
      await notify([
        item({ subscriptionId: unknown, clientState: early }),
        item({ subscriptionId: unknown, clientState: newSecret() }),
      ]);
      assert.deepEqual([await stored(), dropped('unknownSubscription')], [[object(1)], 1]);
    });

    it('answers 5xx when nothing could be stored, so that Graph sends again, and says nothing of why', async () => {
      storeFails = true;
      const answer = await notify([item()]);
      assert.equal(answer.status, 500);
      assert.doesNotMatch(await answer.text(), /disk|at /);
      assert.deepEqual(wakes, []);
      storeFails = false;
      assert.equal((await notify([item()])).status, 202);
      assert.deepEqual(await stored(), [object(1)]);
    });

    it('commits what comes together in one go, and fails together', async () => {
      const intake = createIntake({ ...world, store: spied() }, tenantId);
      const accept = () => intake((take) => readNotifications({ value: [item()] }, take));
      const receipts = await Promise.all(Array.from({ length: 64 }, accept));
      assert.ok(receipts.every(({ believed }) => believed === 1));
      assert.deepEqual([commits, await stored()], [1, [object(1)]]);
      storeFails = true;
      const failed = await Promise.allSettled([accept(), accept()]);
      assert.ok(failed.every(({ status }) => status === 'rejected'));
    });

    it('judges by the subscriptions as they are when a doubt arises', async () => {
      // The groups are read once for all that comes together; this one is subscribed to in between.
      const late = newSecret();
      const intake = createIntake({ ...world, store: spied() }, tenantId);
      const named = { subscriptionId: randomUUID(), clientState: late };
      const first = intake((take) => {
        void world.store.create('watchedGroups', { id: 'Late', groupId: otherGroup, secretHash: hashSecret(late) });
        return readNotifications({ value: [item(named)] }, take);
      });
      assert.equal((await first).believed, 1);
    });

    it('takes GUIDs in any case', async () => {
      const upper = item({
        subscriptionId: subscriptionId.toUpperCase(),
        tenantId: tenantId.toUpperCase(),
        resourceData: { 'members@delta': [{ id: member(1).toUpperCase() }] },
      });
      await notify([upper]);
      await notify([item({ resourceData: undefined, resource: `/groups/${group.toUpperCase()}/members` })]);
      assert.deepEqual(await stored(), [object(1), { kind: 'group', id: group }]);
    });

    it('keeps a body of a hundred items and one of five thousand members', async () => {
      const many = Array.from({ length: 5_000 }, (_, index) => ({ id: member(index) }));
      await notify(
        Array.from({ length: 100 }, (_, index) =>
          item({ resourceData: { id: group, 'members@delta': [{ id: member(index) }] } }),
        ),
      );
      assert.equal((await stored()).length, 100);
      await notify([item({ resourceData: { id: group, 'members@delta': many } })]);
      assert.equal((await stored()).length, 5_100);
    });
  });

  describe('lifecycle events (4.4)', () => {
    const event = (lifecycleEvent: unknown, changes: object = {}) => ({
      subscriptionId,
      clientState: secret,
      tenantId,
      lifecycleEvent,
      ...changes,
    });

    it('remembers that Graph asks for reauthorisation, and looks at the subscriptions', async () => {
      assert.equal((await notify([event('reauthorizationRequired')], '/api/lifecycle')).status, 202);
      const known = await world.store.get('watchedGroups', 'Tag');
      assert.equal(known?.reauthorizeAskedAt, world.clock.now());
      assert.equal(known?.reauthorizeAskedFor, undefined);
      assert.deepEqual([await stored(), wakes], [[], ['subscriptions']]);
    });

    it('remembers for which end of the subscription Graph asks, so that a late repeat is known as one', async () => {
      const ends = '2026-11-25T12:00:00.000Z';
      await notify([event('reauthorizationRequired', { subscriptionExpirationDateTime: ends })], '/api/lifecycle');
      assert.equal((await world.store.get('watchedGroups', 'Tag'))?.reauthorizeAskedFor, Date.parse(ends));
      await notify([event('reauthorizationRequired', { subscriptionExpirationDateTime: 'soon' })], '/api/lifecycle');
      assert.equal((await world.store.get('watchedGroups', 'Tag'))?.reauthorizeAskedFor, undefined);
    });

    for (const name of ['subscriptionRemoved', 'missed'])
      it(`looks at the subscriptions after ${name}, which groups do not send`, async () => {
        await notify([event(name)], '/api/lifecycle');
        assert.deepEqual(wakes, ['subscriptions']);
      });

    it('ignores events it does not know, and those that do not carry the secret', async () => {
      await notify([event('somethingNew'), event('missed', { clientState: otherSecret }), event(7)], '/api/lifecycle');
      assert.deepEqual([wakes, dropped('unknownEvent'), dropped('clientState'), dropped('malformed')], [[], 1, 1, 1]);
    });
  });

  describe('the order of its checks', () => {
    it('asks for the address first: 403', async () => {
      await stop();
      await start({ sources: ['20.20.32.0/19', '2001:db8::/32'], rateLimit: { perSecond: 1, burst: 1 } });
      for (const _ of [1, 2, 3]) assert.equal((await post('/api/notifications?validationToken=x', '{')).status, 403);
      await stop();
      await start({ sources: ['127.0.0.0/8'] });
      assert.equal((await notify([item()])).status, 202);
    });

    it('knows the caller behind proxies by what the outermost says, with a port or without', async () => {
      await stop();
      await start({
        sources: ['20.190.128.0/18', '2001:db8::/32'],
        proxies: 1,
        rateLimit: { perSecond: 0.001, burst: 2 },
      });
      const from = async (told: string) => {
        const answer = await fetch(`${server.origin}/api/notifications`, {
          method: 'POST',
          headers: { 'x-forwarded-for': told },
          body: '{}',
        });
        return answer.status;
      };
      assert.equal(await from('20.190.130.5'), 202);
      assert.equal(await from('20.190.130.5:52211'), 202);
      assert.equal(await from('20.190.130.5:52212'), 429);
      assert.equal(await from('[2001:db8::1]:443'), 202);
      // What the caller says of itself stands before what our proxy says.
      assert.equal(await from('20.190.130.5, 203.0.113.9'), 403);
      assert.equal(await from('unknown'), 403);
    });

    it('then for the rate: 429, with a time to come back', async () => {
      await stop();
      await start({ rateLimit: { perSecond: 0.001, burst: 2 } });
      const statuses = [];
      for (const _ of [1, 2, 3]) statuses.push((await post('/api/notifications?validationToken=x', '{')).status);
      assert.deepEqual(statuses, [200, 200, 429]);
      assert.equal((await notify([item()])).headers.get('retry-after'), '10');
    });

    it('then for the length, told or not, without reading on: 413', async () => {
      assert.equal((await post('/api/notifications', `"${'x'.repeat(5 * 1024 * 1024)}"`)).status, 413);
      const { port } = new URL(server.origin);
      const status = await new Promise((resolve, reject) => {
        const request = httpRequest({ port, method: 'POST', path: '/api/notifications' }, (response) =>
          resolve(response.statusCode),
        );
        request.on('error', reject);
        for (let part = 0; part < 80; part += 1) request.write('x'.repeat(64 * 1024));
      });
      assert.equal(status, 413);
    });

    it('then for how much is being read at a time: 503, for the body that has been coming for longest', async () => {
      await stop();
      await start({ readBody: createBodyBudget(100_000).reader(1_000_000) });
      const { port } = new URL(server.origin);
      const half = new Promise<unknown>((resolve, reject) => {
        const request = httpRequest({ port, method: 'POST', path: '/api/notifications' }, (response) =>
          resolve([response.statusCode, response.headers['retry-after'], response.headers.connection]),
        );
        request.on('error', reject).write('x'.repeat(90_000));
      });
      let answered = false;
      void half.then(() => {
        answered = true;
      });
      // The first body may still be on its way.
      while (!answered) assert.equal((await post('/api/notifications', `"${'x'.repeat(50_000)}"`)).status, 202);
      assert.deepEqual(await half, [503, '10', 'close']);
      assert.match(metrics.text(), /posts_refused_total\{reason="busy"\} 1/);
    });

    it('then for JSON: 400; what is JSON gets 202', async () => {
      for (const body of ['', '{"value":', 'value=1', '\u0000'])
        assert.equal((await post('/api/notifications', body)).status, 400);
      for (const body of ['null', '7', '[]', '{}', '{"value":7}', '{"value":[null,7,[],"x",{}]}'])
        assert.equal((await post('/api/notifications', body)).status, 202);
      assert.deepEqual(await stored(), []);
    });
  });

  it('neither wakes nor breaks on ten thousand odd bodies', async function () {
    this.timeout(120_000);
    const value = fc.jsonValue({ maxDepth: 3 });
    const known = fc.constantFrom(
      subscriptionId,
      otherSubscription,
      group,
      member(1),
      tenantId,
      'Groups/x',
      'reauthorizationRequired',
    );
    const names = fc.constantFrom(
      'subscriptionId',
      'clientState',
      'tenantId',
      'resource',
      'toString',
      'valueOf',
      'resourceData',
      'id',
      'members@delta',
      'lifecycleEvent',
      '__proto__',
      'constructor',
    );
    const odd = fc.dictionary(
      names,
      fc.oneof(known, value, fc.dictionary(names, fc.oneof(known, value), { maxKeys: 3 })),
      { maxKeys: 6 },
    );
    // Nothing of these names an object that could be looked at.
    const mute = { resource: { toString: 1 }, resourceData: { valueOf: 1 }, lifecycleEvent: 'somethingNew' };
    const body = fc.oneof(
      fc.array(fc.oneof(odd, value), { maxLength: 5 }).map((items) => JSON.stringify({ value: items })),
      fc
        .array(value, { maxLength: 3 })
        .map((items) =>
          JSON.stringify({ value: items.map((over) => item({ clientState: 'forged', resourceData: over })) }),
        ),
      // Believed senders with odd things to say.
      fc
        .array(odd, { maxLength: 3 })
        .map((items) => JSON.stringify({ value: items.map((over) => item({ ...over, ...mute })) })),
      fc
        .integer({ min: 1, max: 20_000 })
        .map((depth) => `{"value":[{"resource":${'['.repeat(depth)}${']'.repeat(depth)}}]}`),
      fc.json(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom('/api/notifications', '/api/lifecycle'), async (text, path) => {
        const answer = await post(path, text);
        assert.ok([202, 400].includes(answer.status), `${answer.status} for ${text}`);
        assert.doesNotMatch(await answer.text(), /node_modules/);
      }),
      { numRuns: 10_000 },
    );
    assert.deepEqual([await stored(), wakes], [[], []]);
  });

  it('counts what it does, for Prometheus', async () => {
    await notify([item(), item({ clientState: 'x' })]);
    const text = await (await fetch(`${server.origin}/metrics`)).text();
    assert.match(text, /^preflight_notifications_received_total 1$/m);
    assert.match(text, /^preflight_notifications_dropped_total\{reason="clientState"\} 1$/m);
    assert.match(text, /^preflight_notifications_dropped_total\{reason="tenant"\} 0$/m);
    assert.match(text, /^preflight_notification_posts_refused_total\{reason="badJson"\} 0$/m);
    assert.match(text, /^preflight_notification_answer_seconds_count 1$/m);
    assert.match(text, /^preflight_notification_answer_seconds_bucket\{le="3"\} 1$/m);
    for (const line of text.trim().split('\n')) assert.match(line, /^(# (HELP|TYPE) \S+ .+|\w+(\{[^}]*\})? [\d.e-]+)$/);
  });

  it('does not stumble over what has no text', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (const [resource, status] of [
      ['{"toString":1}', 202],
      ['{"toString":null,"valueOf":null}', 202],
      [deep, 413],
    ] as const) {
      const text = `{"value":[{"subscriptionId":"${subscriptionId}","clientState":"x","resource":${resource}}]}`;
      assert.equal((await post('/api/notifications', text)).status, status);
    }
    assert.equal(dropped('malformed'), 2);
  });

  it('logs what was not taken at most once a minute, with the sums', async () => {
    const lines = world.log.lines.length;
    for (let times = 0; times < 50; times += 1) await post('/api/notifications', '{');
    assert.equal(world.log.lines.length - lines, 1);
  });

  it('answers what nobody listens to, and health', async () => {
    assert.equal((await fetch(`${server.origin}/healthz`)).status, 200);
    assert.equal((await fetch(`${server.origin}/readyz`)).status, 200);
    assert.equal((await fetch(`${server.origin}/api/notifications`)).status, 404);
    // The bot reads its body itself, after it knows who calls.
    assert.equal((await post('/api/messages', '{"broken')).status, 418);
  });
});
