import type { Attack } from '../attack.ts';
import { ask, requestText, times } from '../wire.ts';

/** Whole bodies of a megabyte for the listener, which anybody may post to: as many parts as fit, as deep as it goes, one long text. */
export const wholeBodies: Attack = {
  name: 'whole-bodies',
  wanted: [202, 400, 413, 503],
  async play({ port }, tally, size) {
    const bodies = [
      `{"value":[${'{},'.repeat(330_000)}{}]}`,
      `{"value":[${'[],'.repeat(330_000)}[]]}`,
      '['.repeat(500_000) + ']'.repeat(500_000),
      `{"value":"${'x'.repeat(1_000_000)}"}`,
      `{"value":[{"clientState":"x","subscriptionId":"x","resourceData":{"members@delta":[${'{"id":1},'.repeat(100_000)}1]}}]}`,
    ].map((body) => requestText('POST', '/api/notifications', { 'Content-Type': 'application/json' }, body));
    await times(Math.ceil(200 * size), 20, async (index) => {
      tally.note(await ask(port, bodies[index % bodies.length] ?? ''));
    });
  },
};
