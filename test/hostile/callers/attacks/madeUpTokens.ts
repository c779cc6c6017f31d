import type { Attack } from '../attack.ts';
import { ask, requestText, times } from '../wire.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** 2,700 unsigned tokens, each with an issuer, a long tenant and a key id of its own: nothing of them may be kept, and the keys are asked for once at most. */
export const madeUpTokens: Attack = {
  name: 'made-up-tokens',
  wanted: [401],
  async play({ port, provider, activity, connector }, tally, size) {
    const fetched = provider.fetched();
    const now = Math.floor(Date.now() / 1000);
    const good = {
      iss: 'https://api.botframework.com',
      aud: '99990000-0000-4000-8000-000000000000',
      serviceurl: `${connector.origin}/`,
      nbf: now,
      exp: now + 3_600,
    };
    await times(Math.ceil(2_700 * size), 50, async (index) => {
      const tid = `${index}${'t'.repeat(index % 2 === 0 ? 1_500 : 10)}`;
      const claims = [
        { ...good, iss: `https://sts.windows.net/${tid}/`, tid, ver: '1.0', appid: good.aud },
        { ...good, tid },
        { ...good, iss: `https://login.microsoftonline.com/${tid}/v2.0`, tid, ver: '2.0', azp: good.aud },
      ][index % 3];
      const token = `${part({ alg: 'RS256', kid: `k${index}` })}.${part(claims ?? {})}.${'s'.repeat(342)}`;
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Connection: 'close' };
      tally.note(await ask(port, requestText('POST', '/api/messages', headers, activity('help'))));
    });
    if (provider.fetched() - fetched > 1)
      tally.problems.push(`the keys were fetched ${provider.fetched() - fetched} times`);
  },
};
