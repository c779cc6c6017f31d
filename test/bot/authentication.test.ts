import assert from 'node:assert/strict';
import { SignJWT, UnsecuredJWT } from 'jose';
import { createBot } from '../../src/bot/bot.ts';
import { activity } from './support/activities.ts';
import { type BotUnderTest, startBot, tenantId } from './support/botUnderTest.ts';
import { type IdentityProvider, startIdentityProvider } from './support/identityProvider.ts';

const appId = '99990000-0000-4000-8000-000000000000';
const hour = 3_600;
const seconds = () => Math.floor(Date.now() / 1000);

describe('bot authentication', () => {
  let under: BotUnderTest;
  let provider: IdentityProvider;
  const scopes: string[] = [];

  before(async () => {
    under = await startBot({
      authenticate: async (connector) => {
        provider = await startIdentityProvider(appId, `${connector.origin}/`);
        const { openIdMetadataUrl } = provider;
        const token = async (scope: string) => {
          scopes.push(scope);
          return 'token-of-the-bot';
        };
        return {
          kind: 'entra',
          appId,
          tenantId,
          credential: { token },
          cloud: { openIdMetadataUrl, entraOpenIdMetadataUrl: openIdMetadataUrl },
        };
      },
    });
  });
  after(async () => {
    await under.stop();
    await provider.close();
  });

  const send = (authorization: string | undefined, over: Record<string, unknown> = {}) =>
    under.post(
      activity(under.connector, { text: 'help', ...over }),
      authorization === undefined ? {} : { authorization },
    );

  const refused: [string, () => Promise<string | undefined>][] = [
    ['no token', async () => undefined],
    ['an empty header', async () => ''],
    ['a header without a scheme', async () => 'abc'],
    ['garbage', async () => 'Bearer garbage'],
    ['three parts of garbage', async () => 'Bearer a.b.c'],
    ['another scheme', async () => 'Basic YTpi'],
    [
      'a token without a signature',
      async () => `Bearer ${new UnsecuredJWT({ iss: 'https://api.botframework.com', aud: appId }).encode()}`,
    ],
    [
      'a token signed with a shared secret',
      async () =>
        `Bearer ${await new SignJWT({ iss: 'https://api.botframework.com', aud: appId, exp: seconds() + hour })
          .setProtectedHeader({ alg: 'HS256', kid: 'published' })
          .sign(new TextEncoder().encode('x'.repeat(64)))}`,
    ],
    ['a forged signature under a known key id', async () => `Bearer ${await provider.token({}, { key: 'forged' })}`],
    ['an unknown key id', async () => `Bearer ${await provider.token({}, { kid: 'unknown' })}`],
    ['a key endorsed for another channel', async () => `Bearer ${await provider.token({}, { key: 'endorsed' })}`],
    ['another issuer', async () => `Bearer ${await provider.token({ iss: 'https://evil.example' })}`],
    ['another audience', async () => `Bearer ${await provider.token({ aud: 'another-app' })}`],
    ['another service URL', async () => `Bearer ${await provider.token({ serviceurl: 'https://evil.example/' })}`],
    ['no service URL', async () => `Bearer ${await provider.token({ serviceurl: undefined })}`],
    [
      'a token that expired an hour ago',
      async () => `Bearer ${await provider.token({ nbf: seconds() - 3 * hour, exp: seconds() - hour })}`,
    ],
    [
      'a token that is not valid yet',
      async () => `Bearer ${await provider.token({ nbf: seconds() + hour, exp: seconds() + 2 * hour })}`,
    ],
  ];

  for (const [what, authorization] of refused) {
    it(`refuses ${what} with 401 and runs no turn`, async () => {
      const sentBefore = under.connector.requests();
      const answer = await send(await authorization());
      assert.equal(answer.status, 401);
      assert.deepEqual(answer.body, { error: { code: 'Unauthorized', message: 'The token is missing or not valid.' } });
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      assert.equal(under.connector.requests(), sentBefore);
    });
  }

  it('answers a valid token, and signs its own messages', async () => {
    const answer = await send(`Bearer ${await provider.token()}`);
    assert.equal(answer.status, 200);
    assert.equal(under.connector.sent.at(-1)?.authorization, 'Bearer token-of-the-bot');
    assert.equal(scopes.at(-1), 'https://api.botframework.com');
  });

  it('allows for clocks that differ by minutes', async () => {
    assert.equal((await send(`Bearer ${await provider.token({ exp: seconds() - 120 })}`)).status, 200);
  });

  it('does not take a message for a proof of its own: an activity that claims another channel is malformed', async () => {
    const answer = await send(`Bearer ${await provider.token()}`, { channelId: 'AseChannel' });
    assert.equal(answer.status, 400);
  });

  it('answers 503 when the keys cannot be fetched, and lets nobody in', async () => {
    const broken = await startBot({
      authenticate: async (connector) => {
        const down = await startIdentityProvider(appId, `${connector.origin}/`);
        down.breakDown();
        brokenProvider = down;
        const { openIdMetadataUrl } = down;
        return {
          kind: 'entra',
          appId,
          tenantId,
          credential: { secret: 's' },
          cloud: { openIdMetadataUrl, entraOpenIdMetadataUrl: openIdMetadataUrl },
        };
      },
    });
    try {
      const token = await brokenProvider?.token();
      const answer = await broken.post(activity(broken.connector, { text: 'help' }), {
        authorization: `Bearer ${token}`,
      });
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), '10');
      assert.equal(broken.connector.requests(), 0);
    } finally {
      await broken.stop();
      await brokenProvider?.close();
    }
  });
  let brokenProvider: IdentityProvider | undefined;

  for (const ids of [
    { appId: '', tenantId },
    { appId: ' ', tenantId },
    { appId, tenantId: '' },
  ]) {
    it(`does not start with application id "${ids.appId}" and tenant id "${ids.tenantId}", which would switch authentication off`, async () => {
      await assert.rejects(startBotWith(ids), /no application id or no tenant id/);
    });
  }
});

async function startBotWith(ids: { appId: string; tenantId: string }): Promise<void> {
  const under = await startBot();
  await under.stop();
  createBot({
    ...({} as Parameters<typeof createBot>[0]),
    log: under.log,
    authentication: { kind: 'entra', ...ids, credential: { secret: 's' } },
  });
}
