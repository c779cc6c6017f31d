import assert from 'node:assert/strict';
import { isAllowedServiceUrl } from '../../src/bot/serviceUrls.ts';
import { readConfig } from '../../src/config.ts';
import { DeliveryError } from '../../src/registration/ports/courier.ts';
import { activity, personalChat } from './support/activities.ts';
import { startBot } from './support/botUnderTest.ts';
import { sampleView } from './support/samples.ts';

const production = {
  PREFLIGHT_TENANT_ID: '11111111-2222-4333-8444-555555555555',
  BOT_APP_ID: '99990000-0000-4000-8000-000000000000',
  BOT_APP_SECRET: 's',
};

describe('service URLs', () => {
  const { serviceUrlHosts: hosts } = readConfig(production);

  it('are on the hosts that Microsoft publishes for Teams', () => {
    for (const url of [
      'https://smba.trafficmanager.net/teams/',
      'https://smba.trafficmanager.net/emea/11111111-2222-4333-8444-555555555555/',
      'https://smba.trafficmanager.net',
      'https://smba.infra.gcc.teams.microsoft.com/teams',
      'https://smba.infra.gov.teams.microsoft.us/teams/',
      'https://smba.infra.dod.teams.microsoft.us/teams/',
    ])
      assert.ok(isAllowedServiceUrl(url, { hosts, loopback: false }), url);
  });

  for (const url of [
    '',
    undefined,
    null,
    7,
    ['https://smba.trafficmanager.net/teams/'],
    'smba.trafficmanager.net',
    '//smba.trafficmanager.net/teams/',
    'http://smba.trafficmanager.net/teams/',
    'ftp://smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net:8443/teams/',
    'https://smba.trafficmanager.net:443/teams/',
    'https://user@smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba.trafficmanager.net\\@evil.example/',
    'https://evil.example\\@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://evil-smba.trafficmanager.net/',
    'https://sub.smba.trafficmanager.net/',
    'https://smba.trafficmanager.net./teams/',
    'https://smba.trafficmanager.net/teams/?x=y',
    'https://smba.trafficmanager.net/teams/#x',
    ' https://smba.trafficmanager.net/teams/',
    'https://smba.traffic\tmanager.net/teams/',
    'https://smba。trafficmanager。net/teams/',
    'https://canary.botapi.skype.com/teams/',
    'https://169.254.169.254/metadata/',
    'https://127.0.0.1/',
    'http://127.0.0.1:56150/_connector',
    'http://localhost:56150/_connector',
    'https://[::1]/',
    'https://0x7f000001/',
    'javascript:alert(1)',
    `https://smba.trafficmanager.net/${'x'.repeat(600)}`,
  ])
    it(`are not ${String(JSON.stringify(url)).slice(0, 80)}`, () => {
      assert.equal(isAllowedServiceUrl(url, { hosts, loopback: false }), false);
    });

  it('may be on this machine in the sandbox, and nowhere else besides', () => {
    for (const url of ['http://127.0.0.1:56150/_connector', 'http://localhost:1/', 'http://[::1]:1/'])
      assert.ok(isAllowedServiceUrl(url, { hosts: [], loopback: true }), url);
    for (const url of [
      'http://evil.example/',
      'http://localhost.evil.example/',
      'http://u@localhost/',
      'http://0.0.0.0/',
    ])
      assert.equal(isAllowedServiceUrl(url, { hosts: [], loopback: true }), false, url);
  });

  it('are configured as whole names', () => {
    const read = (text: string) => readConfig({ ...production, PREFLIGHT_SERVICE_URL_HOSTS: text }).serviceUrlHosts;
    assert.deepEqual(read('smba.trafficmanager.net, SMBA.Example.com'), [
      'smba.trafficmanager.net',
      'smba.example.com',
    ]);
    for (const text of [
      '*',
      '*.com',
      '*.trafficmanager.net',
      '10.0.0.1',
      'internal',
      'a.b:443',
      'https://a.b',
      'a.b/',
      'a..b',
      ',',
    ])
      assert.throws(() => read(text), /PREFLIGHT_SERVICE_URL_HOSTS names/, text);
  });

  it('are asked whose keys to believe on this machine only', () => {
    const keys = { BOT_OPENID_METADATA: 'http://127.0.0.1:1/openid' };
    const sandbox = { ...production, GRAPH_ORIGIN: 'http://127.0.0.1:2', PREFLIGHT_HOST: '127.0.0.1' };
    const { bot } = readConfig({ ...sandbox, ...keys }, 'sandbox');
    assert.deepEqual(bot.kind === 'entra' && bot.cloud, { openIdMetadataUrl: 'http://127.0.0.1:1/openid' });
    for (const wrong of [
      { ...production, ...keys },
      { ...sandbox, ...keys, PREFLIGHT_HOST: '0.0.0.0' },
      { ...sandbox, BOT_OPENID_METADATA: 'https://evil.example/openid' },
    ])
      assert.throws(() => readConfig(wrong, 'sandbox'), /BOT_OPENID_METADATA says whose signatures/);
    assert.throws(() => readConfig({ ...sandbox, ...keys }), /BOT_OPENID_METADATA is for the sandbox and refused/);
  });

  it('that were remembered are looked at again when they are used: the bot’s token goes to no host that is not allowed', async () => {
    const under = await startBot();
    try {
      await under.post(activity(under.connector, { text: 'help' }));
      const stored = under.registration.references.get(personalChat) as Record<string, unknown>;
      const post = () =>
        under.bot.courier.updateBatchCard(sampleView({}, { card: { conversationId: personalChat, activityId: 'm7' } }));
      await post();
      for (const serviceUrl of [
        'http://foreign.example/',
        'https://evil.example/',
        'http://169.254.169.254/',
        undefined,
      ]) {
        under.registration.references.set(personalChat, { ...stored, serviceUrl });
        await assert.rejects(post(), (error: unknown) => error instanceof DeliveryError && error.kind === 'gone');
      }
    } finally {
      await under.stop();
    }
  });

  it('of an activity is not stored where its host is not allowed', async () => {
    const under = await startBot();
    try {
      const answer = await under.post(activity({ origin: 'https://evil.example' }, { text: 'help' }));
      assert.deepEqual([answer.status, under.registration.references.size], [403, 0]);
      assert.deepEqual(under.refusals, ['serviceUrlHost']);
    } finally {
      await under.stop();
    }
  });
});
