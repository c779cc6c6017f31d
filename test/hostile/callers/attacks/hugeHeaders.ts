import type { Attack } from '../attack.ts';
import { ask, requestText, times } from '../wire.ts';

/** Headers and request lines that are long or many. */
export const hugeHeaders: Attack = {
  name: 'huge-headers',
  wanted: [200, 400, 401, 404, 405, 413, 415, 431, 'closed'],
  async play({ port }, tally, size) {
    const many = Object.fromEntries(Array.from({ length: 1_900 }, (_, index) => [`X${index}`, '1']));
    const texts = [
      requestText('POST', '/api/messages', { Authorization: `Bearer ${'a'.repeat(100_000)}` }),
      requestText('POST', '/api/messages', { Authorization: `Bearer ${'a'.repeat(15_000)}` }),
      requestText('POST', '/api/messages', many),
      requestText('GET', '/metrics', { Cookie: 'x'.repeat(1_000_000) }),
      requestText('POST', `/api/notifications?validationToken=${'x'.repeat(12_000)}`),
      requestText('POST', `/api/notifications?validationToken=${'x'.repeat(1_000_000)}`),
      requestText('POST', `/api/lifecycle?${'validationToken=x&'.repeat(800)}`),
      requestText('GET', `/healthz?${'a[]=1&'.repeat(2_500)}`),
      requestText('GET', `/${'a/'.repeat(7_000)}`),
    ];
    await times(Math.ceil(300 * size), 20, async (index) =>
      tally.note(await ask(port, texts[index % texts.length] ?? '')),
    );
  },
};
