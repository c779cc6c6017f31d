import type { Attack } from '../attack.ts';
import { appId, type Stage } from '../stage.ts';
import { ask, requestText } from '../wire.ts';

/** Tokens that are none, and that are somebody else's; also the bot's own, which the connector and everybody it is sent to has. */
export const oddTokens: Attack = {
  name: 'odd-tokens',
  wanted: [401],
  async play(stage, tally) {
    const { port, activity, connector } = stage;
    for (const authorization of await oddOnes(stage)) {
      const headers = { Authorization: authorization, 'Content-Type': 'application/json' };
      const said = connector.sent.filter(({ conversationId }) => conversationId === stranger).length;
      const body = activity('help').replace('a:personal-chat', stranger);
      const answer = await ask(port, requestText('POST', '/api/messages', headers, body));
      tally.note(answer);
      if (answer !== 401) tally.problems.push(`${answer} for ${authorization.slice(0, 60)}`);
      if (connector.sent.filter(({ conversationId }) => conversationId === stranger).length > said)
        tally.problems.push(`the bot answered ${authorization.slice(0, 60)}`);
    }
  },
};

const stranger = 'a:chat-of-a-stranger';

async function oddOnes({ provider, connector, sandbox }: Stage): Promise<string[]> {
  const tenant = sandbox.credentials.tenantId;
  const entra = (more: object) =>
    provider.token({ iss: `https://sts.windows.net/${tenant}/`, ver: '1.0', appid: appId, ...more });
  const tokens = [
    await entra({}),
    await entra({ aud: 'https://api.botframework.com' }),
    await entra({ iss: `https://login.microsoftonline.com/${tenant}/v2.0`, ver: '2.0', azp: appId }),
    await entra({ iss: 'https://sts.windows.net/88880000-0000-4000-8000-000000000000/' }),
    await provider.token({}, { key: 'forged' }),
    await provider.token({}, { key: 'endorsed' }),
    await provider.token({}, { kid: 'nobody' }),
    await provider.token({ exp: 1 }),
    await provider.token({ aud: tenant }),
    await provider.token({ serviceurl: 'https://evil.example/' }),
    await provider.token({ serviceurl: 'http://169.254.169.254/' }),
    await provider.token({ serviceurl: undefined }),
    '',
    'a.b.c',
    `${'a'.repeat(5_000)}.b.c`,
    provider.signed('{"alg":"RS256","kid":{"toString":1}}', '{}'),
    provider.signed('[[[[', '[[[['),
    provider.signed('{"alg":"RS256","kid":"published"}', `{"iss":${'['.repeat(1_000)}`),
    provider.signed(
      '{"__proto__":{"alg":"RS256","kid":"published"}}',
      '{"__proto__":{"iss":"https://api.botframework.com"}}',
    ),
  ].map((token) => `Bearer ${token}`);
  const own = connector.sent.at(-1)?.authorization ?? '';
  return [...tokens, own, 'Basic YTpi', 'Bearer', 'bearer \t', 'Digest username="x"', `NTLM ${'A'.repeat(2_000)}`];
}
