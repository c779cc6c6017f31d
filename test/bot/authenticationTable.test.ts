import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { RefusedCaller } from '../../src/bot/options.ts';
import { activity } from './support/activities.ts';
import { type BotUnderTest, startBot, tenantId } from './support/botUnderTest.ts';
import { goodClaims, type IdentityProvider, startIdentityProvider } from './support/identityProvider.ts';

const appId = '99990000-0000-4000-8000-000000000000';
const other = '88880000-0000-4000-8000-000000000000';
const entra = `https://sts.windows.net/${tenantId}/`;
const hour = 3_600;
const seconds = () => Math.floor(Date.now() / 1000);

/** Everything that can be wrong with a request for the bot, and what becomes of it. */
describe('who may call the bot, as one table', () => {
  let under: BotUnderTest;
  let provider: IdentityProvider;

  before(async () => {
    under = await startBot({
      authenticate: async (connector) => {
        provider = await startIdentityProvider(appId, `${connector.origin}/`);
        const { openIdMetadataUrl } = provider;
        const cloud = { openIdMetadataUrl, entraOpenIdMetadataUrl: openIdMetadataUrl };
        return { kind: 'entra', appId, tenantId, credential: { token: async () => 'token-of-the-bot' }, cloud };
      },
    });
  });
  after(async () => {
    await under.stop();
    await provider.close();
  });

  const good = () => goodClaims(appId, `${under.connector.origin}/`);
  const header = { alg: 'RS256', kid: 'published', typ: 'JWT' };
  const withHeader = (change: object) =>
    provider.signed(JSON.stringify({ ...header, ...change }), JSON.stringify(good()));
  const withClaims = (change: object) =>
    provider.signed(JSON.stringify(header), JSON.stringify({ ...good(), ...change }));
  const text = () => JSON.stringify(activity(under.connector, { text: 'help' }));

  /** Posts with raw headers, as they are. */
  function send(
    headers: readonly [string, string][],
    body: string,
    path = '/api/messages',
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const lines = [
        ['Host', new URL(under.origin).host],
        ['Content-Length', `${Buffer.byteLength(body)}`],
        ...headers,
      ];
      const sent = request(`${under.origin}${path}`, { method: 'POST', headers: lines.flat() }, async (response) => {
        const chunks: Buffer[] = await response.toArray();
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
      sent.on('error', reject).end(body);
    });
  }

  const json: [string, string] = ['Content-Type', 'application/json'];
  type Row = [what: string, headers: () => (string | [string, string][]) | Promise<string>, reason: RefusedCaller];

  const tokens: Row[] = [
    ['no header', () => [], 'noToken'],
    ['an empty header', () => '', 'noToken'],
    ['blanks', () => '   ', 'noToken'],
    ['a scheme alone', () => 'Bearer', 'malformedToken'],
    ['a scheme and blanks', () => 'Bearer    ', 'malformedToken'],
    ['no scheme', () => 'abc', 'noToken'],
    ['a token without a scheme', () => provider.token(), 'noToken'],
    ['Basic', () => 'Basic YTpi', 'noToken'],
    ['Negotiate', () => 'Negotiate YII', 'noToken'],
    ['PoP', async () => `PoP ${await provider.token()}`, 'noToken'],
    ['a scheme that begins alike', async () => `Bearerx ${await provider.token()}`, 'noToken'],
    ['garbage', () => 'Bearer garbage', 'malformedToken'],
    ['two parts', () => 'Bearer a.b', 'malformedToken'],
    ['three parts of garbage', () => 'Bearer a.b.c', 'malformedToken'],
    ['four parts', async () => `Bearer ${await provider.token()}.x`, 'malformedToken'],
    ['five parts, as encrypted tokens have', () => 'Bearer a.b.c.d.e', 'malformedToken'],
    ['empty parts', () => 'Bearer ..', 'malformedToken'],
    ['a token and a word behind it', async () => `Bearer ${await provider.token()} x`, 'malformedToken'],
    ['two tokens in one header', async () => `Bearer ${await provider.token()}, Bearer x`, 'malformedToken'],
    [
      'base64 that is not base64url',
      async () => `Bearer ${(await provider.token()).replace('.', '+.')}`,
      'malformedToken',
    ],
    ['padding', async () => `Bearer ${await provider.token()}=`, 'malformedToken'],
    ['a quoted token', async () => `Bearer "${await provider.token()}"`, 'malformedToken'],
    ['NUL as text', async () => `Bearer %00${await provider.token()}`, 'malformedToken'],
    ['a token of 12 kB', () => `Bearer ${'a'.repeat(12_000)}`, 'malformedToken'],
    ['a claim of 10 kB', () => `Bearer ${withClaims({ tid: 'x'.repeat(10_000) })}`, 'malformedToken'],
    ['a key id of 200 characters', () => `Bearer ${withHeader({ kid: 'x'.repeat(200) })}`, 'malformedToken'],
    ['a header of 2 kB', () => `Bearer ${withHeader({ x5t: 'x'.repeat(1_500) })}`, 'malformedToken'],
    [
      'two headers, the second good',
      () => [
        ['Authorization', 'Bearer a.b.c'],
        ['Authorization', `Bearer ${withClaims({})}`],
      ],
      'malformedToken',
    ],
    [
      'two headers, both good',
      () => [
        ['Authorization', `Bearer ${withClaims({})}`],
        ['authorization', `Bearer ${withClaims({})}`],
      ],
      'malformedToken',
    ],
    ['the token in another header', () => [['X-Authorization', `Bearer ${withClaims({})}`]], 'noToken'],
    ['the token of a proxy', () => [['Proxy-Authorization', `Bearer ${withClaims({})}`]], 'noToken'],
    ['the token in a cookie', () => [['Cookie', `authorization=Bearer ${withClaims({})}`]], 'noToken'],
    ['a header that is no JSON', () => `Bearer ${provider.signed('{', JSON.stringify(good()))}`, 'malformedToken'],
    ['a header that is a list', () => `Bearer ${provider.signed('[]', JSON.stringify(good()))}`, 'malformedToken'],
    ['a header that is null', () => `Bearer ${provider.signed('null', JSON.stringify(good()))}`, 'malformedToken'],
    ['claims that are no JSON', () => `Bearer ${provider.signed(JSON.stringify(header), 'x')}`, 'malformedToken'],
    ['claims that are a text', () => `Bearer ${provider.signed(JSON.stringify(header), '"x"')}`, 'malformedToken'],
    ['claims that are null', () => `Bearer ${provider.signed(JSON.stringify(header), 'null')}`, 'malformedToken'],
    [
      'claims that nest deeply',
      () => `Bearer ${provider.signed(JSON.stringify(header), '['.repeat(1_500))}`,
      'malformedToken',
    ],
    ['no claims', () => `Bearer ${provider.signed(JSON.stringify(header), '{}')}`, 'issuer'],
    ...[
      'none',
      'None',
      'HS256',
      'RS384',
      'RS512',
      'PS256',
      'ES256',
      'EdDSA',
      'rs256',
      'RS256 ',
      '',
      256,
      null,
      ['RS256'],
    ].map((alg): Row => [`algorithm ${JSON.stringify(alg)}`, () => `Bearer ${withHeader({ alg })}`, 'algorithm']),
    ['no algorithm', () => `Bearer ${withHeader({ alg: undefined })}`, 'algorithm'],
    ['no key id', () => `Bearer ${withHeader({ kid: undefined })}`, 'malformedToken'],
    ['a key id that is a number', () => `Bearer ${withHeader({ kid: 7 })}`, 'malformedToken'],
    ['an empty key id', () => `Bearer ${withHeader({ kid: '' })}`, 'malformedToken'],
    ['critical extensions', () => `Bearer ${withHeader({ crit: ['exp'], exp: 1 })}`, 'malformedToken'],
    ['an unencoded payload', () => `Bearer ${withHeader({ b64: false })}`, 'malformedToken'],
    ['compression', () => `Bearer ${withHeader({ zip: 'DEF' })}`, 'malformedToken'],
    ['another type', () => `Bearer ${withHeader({ typ: 'JWE' })}`, 'malformedToken'],
    ['an unknown key id', () => `Bearer ${withHeader({ kid: 'unknown' })}`, 'unknownKey'],
    ['a key id of an object’s own', () => `Bearer ${withHeader({ kid: '__proto__' })}`, 'unknownKey'],
    ['a key id that is a path', () => `Bearer ${withHeader({ kid: '../../dev/null' })}`, 'unknownKey'],
    [
      'a key of its own, by address',
      () => `Bearer ${withHeader({ kid: 'x', jku: 'https://evil.example/keys' })}`,
      'unknownKey',
    ],
    [
      'a key endorsed for another channel',
      async () => `Bearer ${await provider.token({}, { key: 'endorsed' })}`,
      'notEndorsed',
    ],
    ['a forged signature', async () => `Bearer ${await provider.token({}, { key: 'forged' })}`, 'signature'],
    [
      'the signature of another token',
      async () => {
        const [head, , signature] = (await provider.token()).split('.');
        const [, claims] = (await provider.token({ serviceurl: `${under.connector.origin}/x` })).split('.');
        return `Bearer ${head}.${claims}.${signature}`;
      },
      'signature',
    ],
    ...[
      'https://evil.example',
      'https://api.botframework.com/',
      'https://api.botframework.com.evil.example',
      'HTTPS://API.BOTFRAMEWORK.COM',
      'https://api.botframework.us',
      'http://api.botframework.com',
      ' https://api.botframework.com',
      '',
      null,
      7,
      ['https://api.botframework.com'],
    ].map((iss): Row => [`issuer ${JSON.stringify(iss)}`, () => `Bearer ${withClaims({ iss })}`, 'issuer']),
    ['no issuer', () => `Bearer ${withClaims({ iss: undefined })}`, 'issuer'],
    [
      'an emulator token of our tenant, version 1',
      () => `Bearer ${withClaims({ iss: entra, ver: '1.0', appid: appId })}`,
      'issuer',
    ],
    [
      'an emulator token of a foreign tenant, version 2',
      () =>
        `Bearer ${withClaims({ iss: `https://login.microsoftonline.com/${other}/v2.0`, tid: other, ver: '2.0', azp: appId })}`,
      'issuer',
    ],
    [
      'the bot’s own outgoing token',
      () => `Bearer ${withClaims({ iss: entra, aud: 'https://api.botframework.com', appid: appId, ver: '1.0' })}`,
      'issuer',
    ],
    ['a skill’s token', () => `Bearer ${withClaims({ iss: entra, ver: '1.0', appid: other })}`, 'issuer'],
    ...[other, '', null, 7, [appId], `${appId} `, `api://${appId}`, '*', undefined].map(
      (aud): Row => [`audience ${JSON.stringify(aud)}`, () => `Bearer ${withClaims({ aud })}`, 'audience'],
    ),
    ...[undefined, null, '2999999999', true, [seconds() + hour]].map(
      (exp): Row => [`end ${JSON.stringify(exp)}`, () => `Bearer ${withClaims({ exp })}`, 'malformedToken'],
    ),
    [
      'an end beyond all numbers',
      () =>
        `Bearer ${provider.signed(JSON.stringify(header), JSON.stringify({ ...good(), exp: 0 }).replace('"exp":0', '"exp":1e999'))}`,
      'malformedToken',
    ],
    ...[undefined, null, 'now', false].map(
      (nbf): Row => [`begin ${JSON.stringify(nbf)}`, () => `Bearer ${withClaims({ nbf })}`, 'malformedToken'],
    ),
    ['a token that expired an hour ago', () => `Bearer ${withClaims({ exp: seconds() - hour })}`, 'expired'],
    ['a token that expired six minutes ago', () => `Bearer ${withClaims({ exp: seconds() - 360 })}`, 'expired'],
    ['a token of 1970', () => `Bearer ${withClaims({ exp: 0, nbf: 0 })}`, 'expired'],
    ['a token with an end before all time', () => `Bearer ${withClaims({ exp: -1e300 })}`, 'expired'],
    ['a token that begins in six minutes', () => `Bearer ${withClaims({ nbf: seconds() + 360 })}`, 'notYetValid'],
    ['no service URL', () => `Bearer ${withClaims({ serviceurl: undefined })}`, 'serviceUrl'],
    ['an empty service URL', () => `Bearer ${withClaims({ serviceurl: '' })}`, 'serviceUrl'],
    [
      'a service URL that is a list',
      () => `Bearer ${withClaims({ serviceurl: [`${under.connector.origin}/`] })}`,
      'serviceUrl',
    ],
    [
      'a service URL in another spelling of its name',
      () => `Bearer ${withClaims({ serviceurl: undefined, serviceUrl: `${under.connector.origin}/` })}`,
      'serviceUrl',
    ],
    ...[
      'https://evil.example/',
      'http://smba.trafficmanager.net/teams/',
      'https://169.254.169.254/',
      'https://smba.trafficmanager.net@evil.example/',
      'javascript:alert(1)',
      'x',
    ].map(
      (serviceurl): Row => [
        `service URL ${serviceurl}`,
        () => `Bearer ${withClaims({ serviceurl })}`,
        'serviceUrlHost',
      ],
    ),
    [
      'the service URL of another activity',
      () => `Bearer ${withClaims({ serviceurl: `${under.connector.origin}/amer/` })}`,
      'serviceUrl',
    ],
    [
      'a service URL without its slash',
      () => `Bearer ${withClaims({ serviceurl: under.connector.origin })}`,
      'serviceUrl',
    ],
  ];

  for (const [what, headers, reason] of tokens) {
    it(`refuses with 401: ${what} (${reason})`, async () => {
      const given = await headers();
      const lines: [string, string][] = typeof given === 'string' ? [['Authorization', given]] : given;
      const sent = under.connector.requests();
      under.refusals.length = 0;
      const answer = await send([json, ...lines], text());
      assert.equal(answer.status, 401);
      assert.equal(answer.text, '{"error":{"code":"Unauthorized","message":"The token is missing or not valid."}}');
      assert.deepEqual(under.refusals, [reason]);
      assert.equal(under.connector.requests(), sent);
    });
  }

  const bodies: [what: string, body: () => string, status: number, more?: [string, string][]][] = [
    ['nothing', () => '', 400],
    ['no JSON', () => '{"type":', 400],
    ['a list', () => '[]', 401],
    ['null', () => 'null', 401],
    ['an activity without a service URL', () => text().replace('"serviceUrl"', '"serviceurl"'), 401],
    ['an activity with an empty service URL', () => text().replace(`${under.connector.origin}/`, ''), 401],
    [
      'an activity of another service URL',
      () => text().replace(`${under.connector.origin}/`, 'https://evil.example/'),
      401,
    ],
    ['the channel AseChannel', () => text().replace('"msteams"', '"AseChannel"'), 400],
    ['the channel emulator', () => text().replace('"msteams"', '"emulator"'), 400],
    ['the channel MSTEAMS', () => text().replace('"msteams"', '"MSTEAMS"'), 400],
    ['no channel', () => text().replace('"channelId":"msteams",', ''), 400],
    ['480,000 attachments', () => text().replace(/\}$/, `,"attachments":[${'{},'.repeat(330_000)}{}]}`), 413],
    ['1,001 attachments that are none', () => text().replace(/\}$/, `,"attachments":[${'1,'.repeat(900)}1]}`), 400],
    [
      'a body that nests deeply',
      () => text().replace(/\}$/, `,"value":${'['.repeat(400_000)}${']'.repeat(400_000)}}`),
      413,
    ],
    [
      'an object of 2,000 members',
      () => text().replace(/\}$/, `,"value":{${Array.from({ length: 2_000 }, (_, i) => `"m${i}":1`)}}}`),
      413,
    ],
    ['two megabytes', () => text().replace(/\}$/, `,"value":"${'x'.repeat(2_000_000)}"}`), 413],
    ['a compressed body', text, 415, [['Content-Encoding', 'gzip']]],
    ['a form', text, 415, [['Content-Type', 'text/plain']]],
  ];
  for (const [what, body, status, more] of bodies) {
    it(`refuses, with a good token: ${what} (${status})`, async () => {
      const sent = under.connector.requests();
      const lines: [string, string][] = [['Authorization', `Bearer ${withClaims({})}`]];
      const answer = await send(
        [...(more?.some(([name]) => name === 'Content-Type') ? [] : [json]), ...lines, ...(more ?? [])],
        body(),
      );
      assert.equal(answer.status, status);
      assert.match(answer.text, /^\{"error":\{"code":"\w+","message":"[^"]+"\}\}$/);
      assert.equal(under.connector.requests(), sent);
    });
  }

  const taken: [what: string, header: () => string][] = [
    ['a good token', () => `Bearer ${withClaims({})}`],
    ['the scheme in small letters', () => `bearer ${withClaims({})}`],
    ['claims that nobody asked for', () => `Bearer ${withClaims({ tid: other, ver: '1.0', appid: other })}`],
    ['a token that expired two minutes ago', () => `Bearer ${withClaims({ exp: seconds() - 120 })}`],
    ['a token that begins in two minutes', () => `Bearer ${withClaims({ nbf: seconds() + 120 })}`],
    ['an audience in capitals', () => `Bearer ${withClaims({ aud: appId.toUpperCase() })}`],
    ['no type', () => `Bearer ${withHeader({ typ: undefined })}`],
  ];
  for (const [what, authorization] of taken) {
    it(`lets in: ${what}`, async () => {
      const sent = under.connector.requests();
      const answer = await send([json, ['Authorization', authorization()]], text());
      assert.deepEqual([answer.status, answer.text, under.connector.requests()], [200, '', sent + 1]);
    });
  }

  it('does not let an activity say how it is answered: the bot’s answer goes to the connector', async () => {
    const sent = under.connector.requests();
    const body = text().replace(/\}$/, ',"deliveryMode":"expectReplies","callerId":"urn:botframework:azure"}');
    const answer = await send([json, ['Authorization', `Bearer ${withClaims({})}`]], body);
    assert.deepEqual([answer.status, answer.text, under.connector.requests()], [200, '', sent + 1]);
  });

  it('takes activities with dates that are none', async () => {
    const body = text().replace('2026-11-23T10:48:00.000Z', 'yesterday');
    assert.equal((await send([json, ['Authorization', `Bearer ${withClaims({})}`]], body)).status, 200);
  });
});
