import assert from 'node:assert/strict';
import type { SandboxOptions } from '../../../sandbox/server.ts';
import { echo, type Listener, startListener, status } from '../notifications/listener.ts';
import { groupId, type Json, noon, type Reply, startSandbox, type TestSandbox, values } from '../support.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const at = (milliseconds: number): string => new Date(noon + milliseconds).toISOString();

describe('subscriptions', () => {
  let listener: Listener;
  let tenant: TestSandbox;
  let resource: string;
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
    resource = `/groups/${groupId(tenant.sandbox, 'Modern Workplace Devices-All')}/members`;
  }
  async function restart(options: SandboxOptions): Promise<void> {
    await tenant.close();
    await start(options);
  }

  const bodyWith = (more: object = {}): Record<string, unknown> => ({
    changeType: 'updated,deleted',
    notificationUrl: listener.url,
    lifecycleNotificationUrl: listener.lifecycleUrl,
    resource,
    expirationDateTime: at(day),
    clientState: 'secret',
    ...more,
  });
  const subscribe = (more: object = {}, version = 'v1.0'): Promise<Reply> =>
    tenant.post(`/${version}/subscriptions`, bodyWith(more));
  const code = ({ body }: Reply): Json | undefined => body['error']?.['code'];
  const message = ({ body }: Reply): string => String(body['error']?.['message']);
  const pathOf = ({ body }: Reply): string => `/v1.0/subscriptions/${String(body['id'])}`;

  it('are created, read, listed and deleted, in v1.0 and beta', async () => {
    const created = await subscribe();
    assert.equal(created.status, 201, JSON.stringify(created.body));
    const { '@odata.context': _, ...facts } = created.body;
    assert.equal(facts['resource'], resource);
    assert.equal(facts['expirationDateTime'], at(day));
    assert.equal(facts['applicationId'], tenant.sandbox.credentials.clientId);
    const read = await tenant.get(pathOf(created).replace('v1.0', 'beta'));
    assert.deepEqual({ ...read.body, '@odata.context': undefined }, { ...facts, '@odata.context': undefined });
    assert.deepEqual(values(await tenant.get('/v1.0/subscriptions')), [facts]);
    assert.equal((await subscribe({ resource: 'groups' }, 'beta')).status, 201);
    assert.equal((await tenant.remove(pathOf(created))).status, 204);
    assert.equal((await tenant.get(pathOf(created))).status, 404);
    assert.equal((await tenant.remove(pathOf(created))).status, 404);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('shake hands with both listeners while the request is open, each with a token to decode', async () => {
    listener.validate((response, token) => {
      assert.deepEqual(tenant.sandbox.notifications.subscriptions(), []);
      echo(response, token);
    });
    assert.equal((await subscribe({ lifecycleNotificationUrl: listener.url })).status, 201);
    assert.equal(listener.validations.length, 2);
    for (const { url, contentType, body } of listener.validations) {
      assert.match(contentType, /^text\/plain/);
      assert.deepEqual(body, {});
      assert.equal(url.searchParams.get('own'), '1');
      assert.match(url.search, /validationToken=[^&]*(%20|\+)/);
    }
    const tokens = listener.validations.map(({ url }) => url.searchParams.get('validationToken'));
    assert.equal(new Set(tokens).size, 2);
  });

  it('are not created when a listener does not answer the handshake with 200 and the token as plain text', async () => {
    const answers: Parameters<Listener['validate']>[0][] = [
      status(202),
      status(403),
      (response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('another'),
      (response, token) => void response.writeHead(200, { 'content-type': 'text/html' }).end(token),
      (response, token) =>
        void response.writeHead(200, { 'content-type': 'text/plain' }).end(encodeURIComponent(token)),
      (response) => void response.destroy(),
    ];
    for (const answer of answers) {
      listener.validate(answer);
      const refused = await subscribe();
      assert.equal(refused.status, 400);
      assert.equal(code(refused), 'ValidationError');
      assert.match(message(refused), /^Subscription validation request failed\./);
    }
    listener.validate((response, token) => {
      if (listener.validations.at(-1)?.url.pathname === '/lifecycle') response.writeHead(500).end();
      else echo(response, token);
    });
    assert.equal(code(await subscribe()), 'ValidationError');
    assert.deepEqual(values(await tenant.get('/v1.0/subscriptions')), []);
  });

  it('are not created when the handshake takes ten seconds', async () => {
    listener.validate(() => tenant.sandbox.clock.advance(10_000));
    const refused = await subscribe();
    assert.equal(refused.status, 400);
    assert.equal(message(refused), 'Subscription validation request timed out.');
    listener.validate((response, token) => {
      tenant.sandbox.clock.advance(4_999);
      echo(response, token);
    });
    assert.equal((await subscribe()).status, 201);
  });

  it('exist for groups and users only', async () => {
    const [user] = [...tenant.sandbox.tenant.world().users.keys()];
    const group = resource.split('/')[2];
    for (const supported of ['/groups', `groups/${group}`, `/groups/${group}/owners`, '/users', `/users/${user}`]) {
      assert.equal((await subscribe({ resource: supported })).status, 201, supported);
    }
    const absolute = await subscribe({ resource: `https://graph.microsoft.com/v1.0${resource}` });
    assert.equal(absolute.body['resource'], resource);
    for (const unsupported of [
      '/devices',
      '/deviceManagement/managedDevices',
      '/deviceManagement/windowsAutopilotDeviceIdentities',
      '/deviceManagement/importedWindowsAutopilotDeviceIdentities',
      '/groups/x/memberOf',
      '/groups//members',
      `/groups?$filter=id eq '1'`,
    ]) {
      const refused = await subscribe({ resource: unsupported });
      assert.equal(refused.status, 400, unsupported);
    }
    assert.equal((await subscribe({ resource: '/groups/00000000-0000-0000-0000-000000000001' })).status, 404);
  });

  it('need what Graph needs: types of change, https, a short secret, no resource data, known properties', async () => {
    for (const wrong of [
      { changeType: 'created' },
      { changeType: 'updated,moved' },
      { notificationUrl: 'http://preflight.example/notifications' },
      { notificationUrl: 'notifications' },
      { lifecycleNotificationUrl: 'ftp://127.0.0.1/' },
      { clientState: 'x'.repeat(129) },
      { includeResourceData: true },
      { surprise: 1 },
      { resource: undefined },
    ]) {
      const refused = await subscribe(wrong);
      assert.equal(refused.status, 400, JSON.stringify(wrong));
    }
    assert.deepEqual(listener.validations, []);
    assert.equal((await subscribe({ clientState: 'x'.repeat(128) })).status, 201);
  });

  it('live for 45 minutes at least and 41,760 at most, on the sandbox clock', async () => {
    for (const wrong of ['tomorrow', '2026-04-01', at(0), at(41_760 * minute + 1)]) {
      assert.equal((await subscribe({ expirationDateTime: wrong })).status, 400, wrong);
    }
    const short = await subscribe({ expirationDateTime: at(minute) });
    assert.equal(short.body['expirationDateTime'], at(45 * minute));
    const long = await subscribe({ expirationDateTime: at(41_760 * minute), resource: '/groups' });
    assert.equal(long.status, 201);
    tenant.sandbox.clock.advance(45 * minute - 1);
    assert.equal((await tenant.get(pathOf(short))).status, 200);
    tenant.sandbox.clock.advance(1);
    assert.equal((await tenant.get(pathOf(short))).status, 404);
    assert.equal(values(await tenant.get('/v1.0/subscriptions')).length, 1);
    assert.equal((await tenant.patch(pathOf(short), { expirationDateTime: at(day) })).status, 404);
  });

  it('of more than an hour need a lifecycle address', async () => {
    const refused = await subscribe({ lifecycleNotificationUrl: undefined });
    assert.match(message(refused), /^lifecycleNotificationUrl is a required property/);
    assert.equal(
      (await subscribe({ lifecycleNotificationUrl: undefined, expirationDateTime: at(60 * minute) })).status,
      201,
    );
    assert.equal(listener.validations.length, 1);
  });

  it('conflict with the same resource and types of change, however they are written', async () => {
    assert.equal((await subscribe()).status, 201);
    const again = await subscribe({
      changeType: 'deleted, updated',
      resource: resource.slice(1),
      clientState: 'other',
    });
    assert.equal(again.status, 409);
    assert.equal((await subscribe({ changeType: 'updated' })).status, 201);
    const [one, other] = await Promise.all([subscribe({ resource: '/users' }), subscribe({ resource: '/users' })]);
    assert.deepEqual([one?.status, other?.status].toSorted(), [201, 409]);
  });

  it('are limited in number; expired and deleted ones do not count', async () => {
    await restart({ notifications: { quota: 2 } });
    const short = await subscribe({ expirationDateTime: at(45 * minute) });
    assert.equal((await subscribe({ resource: '/groups' })).status, 201);
    const refused = await subscribe({ resource: '/users' });
    assert.equal(refused.status, 403);
    assert.match(message(refused), /Maximum number/);
    await tenant.remove(pathOf(short));
    assert.equal((await subscribe({ expirationDateTime: at(45 * minute) })).status, 201);
    tenant.sandbox.clock.advance(45 * minute);
    assert.equal((await subscribe({ resource: '/users' })).status, 201);
  });

  it('are listed in pages', async () => {
    await restart({ limits: { directoryPage: 2 } });
    for (const each of [resource, '/groups', '/users']) await subscribe({ resource: each });
    const first = await tenant.get('/v1.0/subscriptions');
    assert.equal(values(first).length, 2);
    const next = String(first.body['@odata.nextLink']).replace('https://graph.microsoft.com', '');
    assert.deepEqual(
      values(await tenant.get(next)).map((each) => each['resource']),
      ['/users'],
    );
  });

  it('are renewed, and moved to another address after another handshake', async () => {
    const created = await subscribe();
    const renewed = await tenant.patch(pathOf(created), { expirationDateTime: at(2 * day) });
    assert.equal(renewed.status, 200);
    assert.equal(renewed.body['expirationDateTime'], at(2 * day));
    assert.equal(listener.validations.length, 2);
    const moved = `${listener.url}&moved=1`;
    assert.equal((await tenant.patch(pathOf(created), { notificationUrl: moved })).body['notificationUrl'], moved);
    assert.equal(listener.validations.at(-1)?.url.searchParams.get('moved'), '1');
    assert.equal(listener.validations.length, 3);
    listener.validate(status(500));
    assert.equal((await tenant.patch(pathOf(created), { notificationUrl: listener.url })).status, 400);
    assert.equal((await tenant.get(pathOf(created))).body['notificationUrl'], moved);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('keep everything else: the secret, the lifecycle address, the resource', async () => {
    const created = await subscribe();
    for (const change of [
      { clientState: 'other' },
      { lifecycleNotificationUrl: listener.url },
      { resource: '/groups' },
      { expirationDateTime: at(50 * day) },
      {},
    ]) {
      assert.equal((await tenant.patch(pathOf(created), change)).status, 400, JSON.stringify(change));
    }
  });

  it('are renewed or reauthorised, not both within ten minutes', async () => {
    const created = await subscribe();
    const reauthorize = () => tenant.post(`${pathOf(created)}/reauthorize`);
    const renew = () => tenant.patch(pathOf(created), { expirationDateTime: at(2 * day) });
    assert.equal((await reauthorize()).status, 204);
    assert.equal((await renew()).status, 400);
    tenant.sandbox.clock.advance(10 * minute);
    assert.equal((await renew()).status, 200);
    assert.equal((await renew()).status, 200);
    assert.equal((await reauthorize()).status, 400);
    tenant.sandbox.clock.advance(10 * minute);
    assert.equal((await reauthorize()).status, 204);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('need the permission to read what they are about; writing does not stand in for it', async () => {
    await restart({ permissions: ['Group.ReadWrite.All', 'User.Read.All'] });
    assert.equal((await subscribe()).status, 403);
    assert.equal((await subscribe({ resource: '/users' })).status, 201);
    await restart({ permissions: ['Group.ReadWrite.All', 'GroupMember.Read.All'] });
    assert.equal((await subscribe()).status, 403);
    assert.equal((await tenant.get('/v1.0/subscriptions')).status, 403);
  });

  it('can be created in a batch', async () => {
    const requests = [
      {
        id: '1',
        method: 'POST',
        url: '/subscriptions',
        headers: { 'Content-Type': 'application/json' },
        body: bodyWith(),
      },
    ];
    const answer = await tenant.post('/v1.0/$batch', { requests });
    assert.equal(answer.body['responses']?.['0']?.['status'], 201);
  });
});
