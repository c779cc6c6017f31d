import type { Attack } from '../attack.ts';
import { ask, requestText, times } from '../wire.ts';

/** Tokens that are right in everything but the signature: the only ones that cost a look at a key. */
export const forgedSignatures: Attack = {
  name: 'forged-signatures',
  wanted: [401],
  async play({ port, provider, activity }, tally, size) {
    const token = await provider.token({}, { key: 'forged' });
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Connection: 'close' };
    const text = requestText('POST', '/api/messages', headers, activity('help'));
    await times(Math.ceil(3_000 * size), 50, async () => tally.note(await ask(port, text)));
  },
};
