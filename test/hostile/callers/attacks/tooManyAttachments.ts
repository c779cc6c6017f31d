import type { Attack } from '../attack.ts';
import { ask, requestText, times } from '../wire.ts';

/** 960 kB with 480,000 attachments: one of them ended the process when bodies were parsed before anybody asked who sent them. */
export const tooManyAttachments: Attack = {
  name: 'too-many-attachments',
  wanted: [401, 413],
  async play({ port, provider, activity }, tally, size) {
    const body = activity('help').replace(/\}$/, `,"attachments":[${'1,'.repeat(479_000)}1]}`);
    const token = await provider.token();
    await times(Math.ceil(40 * size), 8, async (index) => {
      const headers = index % 2 === 0 ? {} : { Authorization: `Bearer ${token}` };
      const type = { 'Content-Type': 'application/json' };
      tally.note(await ask(port, requestText('POST', '/api/messages', { ...headers, ...type }, body)));
    });
  },
};
