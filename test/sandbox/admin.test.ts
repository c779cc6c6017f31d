import assert from 'node:assert/strict';
import { z } from 'zod/v4';
import type { Deliver } from '../../sandbox/admin/parts.ts';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { chatPeople } from '../../sandbox/tenant/people.ts';
import { startListener } from './notifications/listener.ts';
import { type Json, noon } from './support.ts';

describe('admin API and console', () => {
  let sandbox: Sandbox;
  let delivered: Parameters<Deliver>[];
  beforeEach(async () => {
    delivered = [];
    const deliver: Deliver = async (...what) => {
      delivered.push(what);
    };
    sandbox = await createSandbox({ manual: true, startAt: noon, deliver });
  });
  afterEach(() => sandbox.close());

  async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const response = await fetch(`${sandbox.origin}/_sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : body instanceof Uint8Array
          ? { body }
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  }
  const upload = (serialNumber: string) =>
    ask('POST', 'partner-upload', {
      devices: [{ serialNumber, manufacturer: 'HP', model: 'X', groupTag: 'Microsoft365Managed_Standard' }],
    });
  const device = async (): Promise<Json | undefined> => (await ask('GET', 'state')).body['devices']?.['0'];

  it('sets, holds and advances the clock, and tells followers', async () => {
    const following = ask('GET', 'clock?after=0');
    const advanced = await ask('POST', 'clock', { advance: 5_000 });
    assert.deepEqual(advanced.body, { revision: 1, now: noon + 5_000, speed: 1, manual: true });
    assert.deepEqual((await following).body, advanced.body);
    assert.equal((await ask('POST', 'clock', { speed: 60 })).body['manual'], false);
    assert.equal((await ask('POST', 'clock', { hold: true })).body['manual'], true);
    assert.equal((await ask('POST', 'clock', { speed: 0 })).status, 400);
    assert.equal((await ask('POST', 'clock', { faster: true })).status, 400);
  });

  it('plays the people', async () => {
    assert.equal((await upload('AAA1111')).status, 204);
    await ask('POST', 'clock', { advance: 3_600_000 });
    assert.equal((await ask('POST', 'unbox', { serialNumber: 'AAA1111' })).status, 204);
    assert.equal((await device())?.['autopilot']?.['unboxed'], true);
    const signedIn = await ask('POST', 'sign-in', {
      serialNumber: 'AAA1111',
      userPrincipalName: 'LidiaH@contoso.example',
    });
    assert.match(String(signedIn.body['deviceName']), /^MMD-\d{11}$/);
    assert.equal((await device())?.['intune']?.['user'], 'LidiaH@contoso.example');
    const all = { serialNumber: 'AAA1111', group: 'Modern Workplace Devices-All', change: 'add' };
    assert.equal((await ask('POST', 'edit-group', all)).status, 204);
    assert.equal((await ask('POST', 'go-quiet', { serialNumber: 'AAA1111' })).status, 204);
    assert.equal((await device())?.['intune']?.['quiet'], true);
    assert.equal((await ask('POST', 'come-back', { serialNumber: 'AAA1111' })).status, 204);
    assert.equal((await device())?.['intune']?.['quiet'], false);
    assert.equal((await ask('POST', 'rename', { serialNumber: 'AAA1111' })).status, 204);
    assert.match(String((await device())?.['intune']?.['deviceName']), /^LAPTOP-[0-9A-F]{6}$/);
    assert.equal((await ask('POST', 'rename', { serialNumber: 'AAA1111', name: 'MINE' })).status, 204);
    assert.equal((await device())?.['intune']?.['deviceName'], 'MINE');
    assert.equal((await ask('POST', 'rename', { serialNumber: 'AAA1111', name: '1234' })).status, 409);
    assert.equal((await ask('POST', 'restart', { serialNumber: 'AAA1111' })).status, 204);
    assert.equal((await ask('POST', 'sign-in-by-themselves', { after: 1_000 })).status, 204);
    assert.equal(sandbox.tenant.world().options.signInAfter, 1_000);
    assert.equal((await ask('POST', 'claim-elsewhere', { serialNumber: 'Z' })).status, 204);
  });

  it('plays mishaps', async () => {
    const serialNumber = 'AAA1111';
    await upload(serialNumber);
    await ask('POST', 'clock', { advance: 3_600_000 });
    await ask('POST', 'sign-in', { serialNumber });
    const group = 'Preflight tag - Microsoft365Managed_Standard';
    const profile = 'Modern Workplace Autopilot Profile';
    const former = { serialNumber: 'OLD1', manufacturer: 'HP' };
    const acts: [path: string, body: Record<string, string | number>][] = [
      ['join-hybrid', { serialNumber }],
      ['refuse-names', { serialNumber, status: 403, code: 'Forbidden', message: 'Not this one' }],
      ['refuse-names', { serialNumber }],
      ['fail-names', { serialNumber }],
      ['allow-names', { serialNumber }],
      ['edit-name-template', { profile, template: 'CONTOSO-%SERIAL%' }],
      ['change-tag', { serialNumber, groupTag: '' }],
      ['rename-profile', { profile, name: 'Renamed' }],
      ['edit-assignment', { profile: 'Renamed', group, change: 'remove' }],
      ['delete-group', { group }],
      ['wipe', { serialNumber }],
      ['delete-from-intune', { serialNumber }],
      ['delete-identity', { serialNumber }],
      ['leave-in-intune', former],
      ['leave-in-entra', former],
      ['clear-from-entra', { serialNumber: 'OLD1' }],
    ];
    const repaired = await ask('POST', 'replace-board', { serialNumber });
    assert.match(String(repaired.body['csv']), /^Device Serial Number,.*\r\nAAA1111,,T0[A-Za-z0-9+/=]+\r\n$/);
    assert.equal((await device())?.['autopilot']?.['hardwareChanged'], true);
    for (const [path, body] of acts) {
      assert.equal((await ask('POST', path, {})).status, 400, path);
      const answer = await ask('POST', path, body);
      assert.equal(answer.status, 204, `${path}: ${String(answer.body['error'])}`);
    }
    assert.equal((await device())?.['autopilot']?.['deleting'], true);
    assert.equal((await ask('POST', 'wipe', { serialNumber })).status, 409);
    const spaces = await ask('POST', 'edit-name-template', { profile: 'Renamed', template: 'has space' });
    assert.equal(spaces.status, 409);
    assert.match(String(spaces.body['error']), /letters, digits, hyphens/);
    assert.equal((await ask('POST', 'delete-group', { group })).status, 409);
  });

  it('says in a sentence why something cannot be done', async () => {
    const unknown = await ask('POST', 'unbox', { serialNumber: 'NOBODY' });
    assert.equal(unknown.status, 409);
    assert.match(String(unknown.body['error']), /NOBODY is registered/);
    await upload('AAA1111');
    assert.equal((await ask('POST', 'go-quiet', { serialNumber: 'AAA1111' })).status, 409);
    assert.equal((await ask('POST', 'sign-in', { serialNumber: 'AAA1111', userPrincipalName: 'x' })).status, 409);
    assert.equal((await ask('POST', 'edit-group', { serialNumber: 'AAA1111', group: 'x', change: 'add' })).status, 409);
    assert.equal((await ask('POST', 'unbox', {})).status, 400);
    assert.equal((await ask('GET', 'nothing')).status, 404);
  });

  it('adds, lists and clears faults, and shows and resets the log', async () => {
    assert.equal((await ask('POST', 'faults', { route: '/**' })).status, 400);
    const added = await ask('POST', 'faults', { route: '/**', status: 503 });
    assert.equal(added.status, 201);
    await fetch(`${sandbox.origin}/v1.0/organization`);
    assert.equal((await ask('GET', 'faults')).body['faults']?.['0']?.['hits'], 1);
    assert.equal((await ask('GET', 'log')).body['entries']?.['0']?.['status'], 503);
    assert.equal((await ask('GET', 'counters')).body['roundTrips'], 1);
    assert.equal((await ask('DELETE', `faults/${String(added.body['id'])}`)).status, 204);
    assert.equal((await ask('DELETE', 'faults/99')).status, 404);
    await ask('DELETE', 'faults');
    await ask('DELETE', 'log');
    assert.equal((await ask('GET', 'counters')).body['requests'], 0);
    assert.deepEqual((await ask('GET', 'violations')).body['violations'], []);
  });

  it('hosts files for ten minutes of its own time, or once', async () => {
    const bytes = Buffer.from('Device Serial Number');
    const many = await ask('POST', 'files?name=a%20list.csv', bytes);
    const once = await ask('POST', 'files?name=x.csv&once=true', bytes);
    const load = async (hosted: typeof many): Promise<[number, string]> => {
      const response = await fetch(String(hosted.body['url']));
      return [response.status, await response.text()];
    };
    assert.match(String(many.body['url']), /\/files\/[^/]+\/a%20list\.csv$/);
    assert.deepEqual(await load(many), [200, 'Device Serial Number']);
    assert.deepEqual(await load(once), [200, 'Device Serial Number']);
    assert.equal((await load(once))[0], 404);
    sandbox.clock.advance(10 * 60_000);
    assert.equal((await load(many))[0], 200);
    sandbox.clock.advance(1);
    assert.equal((await load(many))[0], 404);
  });

  it('sends a sample, or bytes of one’s own, into the chat as somebody', async () => {
    const [alex, megan] = chatPeople;
    const { body } = await ask('GET', 'samples');
    assert.equal(body['chat'], true);
    assert.deepEqual((await ask('POST', 'deliver?sample=five')).body, { sent: 'latitude-5.csv', as: 'Alex Wilber' });
    const own = Buffer.from('own');
    assert.equal((await ask('POST', `deliver?name=own.csv&user=${megan?.id ?? ''}`, own)).status, 200);
    assert.equal((await ask('POST', 'deliver?name=empty.csv')).status, 400);
    assert.deepEqual(
      delivered.map(([file, user]) => [file.name, user]),
      [
        ['latitude-5.csv', alex?.id],
        ['own.csv', megan?.id],
      ],
    );
    const sent = await fetch(String(delivered[1]?.[0].downloadUrl));
    assert.equal(await sent.text(), 'own');
  });

  it('puts the person at the keyboard of the chat first', async () => {
    const [, , nestor] = chatPeople;
    const theirs = await createSandbox({
      manual: true,
      chatUser: nestor?.id,
      deliver: async (...what) => {
        delivered.push(what);
      },
    });
    const state = z.object({ people: z.array(z.object({ displayName: z.string() })) });
    const answer = await fetch(`${theirs.origin}/_sandbox/state`);
    const { people } = state.parse(await answer.json());
    assert.deepEqual([people[0]?.displayName, people.length], ['Nestor Wilke', 6]);
    await fetch(`${theirs.origin}/_sandbox/deliver?sample=five`, { method: 'POST' });
    assert.equal(delivered[0]?.[1], nestor?.id);
    await theirs.close();
  });

  it('says so when the chat is not running, or does not take the file', async () => {
    const alone = await createSandbox({ manual: true });
    const silent = await fetch(`${alone.origin}/_sandbox/deliver?sample=five`, { method: 'POST' });
    assert.equal(silent.status, 503);
    assert.match(await silent.text(), /chat is not running/);
    await alone.close();
    const refusing = await createSandbox({
      manual: true,
      deliver: () => Promise.reject(new Error('no conversation yet')),
    });
    const refused = await fetch(`${refusing.origin}/_sandbox/deliver?sample=five`, { method: 'POST' });
    assert.equal(refused.status, 502);
    assert.match(await refused.text(), /no conversation yet/);
    await refusing.close();
  });

  it('shows and troubles notifications, sends lifecycle events and refuses delta tokens', async () => {
    const listener = await startListener();
    await sandbox.close();
    sandbox = await createSandbox({ manual: true, startAt: noon });
    const subscription = sandbox.notifications.add({
      changeType: 'updated,deleted',
      resource: '/groups',
      target: { kind: 'groups', id: undefined, part: undefined },
      clientState: 'secret',
      notificationUrl: listener.url,
      lifecycleNotificationUrl: listener.lifecycleUrl,
      latestSupportedTlsVersion: 'v1_2',
      expiresAt: noon + 3_600_000,
    });
    const set = await ask('POST', 'notifications', { mode: 'duplicated', delay: 1_000, loseNext: 1 });
    assert.deepEqual(set.body, { mode: 'duplicated', delay: 1_000, loseNext: 1 });
    assert.equal((await ask('POST', 'notifications', { mode: 'upside down' })).status, 400);
    assert.deepEqual((await ask('POST', 'notifications', { delay: null })).body, { mode: 'duplicated', loseNext: 1 });
    await ask('POST', 'notifications', { mode: 'on', loseNext: 0 });
    await ask('POST', 'delete-group', { group: 'Modern Workplace Devices-Test' });
    await ask('POST', 'edit-user', { userPrincipalName: 'LidiaH@contoso.example', jobTitle: 'Astronaut' });
    await ask('POST', 'delete-user', { userPrincipalName: 'LidiaH@contoso.example' });
    // The answer says that what was due is delivered.
    await ask('POST', 'clock', { advance: 60_000 });
    assert.equal(listener.items().length, 1);
    const lifecycle = { event: 'missed', subscriptionId: subscription.id };
    assert.equal((await ask('POST', 'notifications/lifecycle', lifecycle)).status, 204);
    assert.equal((await ask('POST', 'notifications/lifecycle', { event: 'missed', subscriptionId: 'x' })).status, 409);
    await sandbox.notifications.settled();
    assert.equal(listener.items().length, 2);
    const { body } = await ask('GET', 'notifications');
    assert.equal(body['subscriptions']?.['0']?.['clientState'], undefined);
    assert.equal(body['deliveries']?.['1']?.['outcome'], 'delivered');
    assert.equal(body['listeners']?.['0']?.['state'], 'good');
    assert.equal((await ask('POST', 'notifications/delta', { answer: 'expired' })).status, 204);
    assert.equal(sandbox.tenant.world().groupHistory.refusal, 'expired');
    await listener.close();
  });

  it('is not open to other pages in the same browser', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    const response = await fetch(`${sandbox.origin}/_sandbox/faults`, { method: 'DELETE', headers });
    assert.equal(response.status, 403);
  });

  it('serves a page that loads nothing from elsewhere', async () => {
    const page = await fetch(`${sandbox.origin}/`);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
    const html = await page.text();
    assert.match(html, /<title>Preflight sandbox<\/title>/);
    const loaded = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, path]) => path ?? '');
    for (const path of loaded) {
      assert.doesNotMatch(path, /^(https?:)?\/\//);
      assert.equal((await fetch(`${sandbox.origin}/${path}`)).status, 200, path);
    }
  });
});
