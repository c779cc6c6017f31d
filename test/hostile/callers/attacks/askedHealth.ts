import type { Attack } from '../attack.ts';
import { ask, requestText, times } from '../wire.ts';

/** What everybody may ask, asked all the time. */
export const askedHealth: Attack = {
  name: 'asked-health',
  wanted: [200, 404],
  async play({ port }, tally, size) {
    const texts = ['/readyz', '/healthz', '/metrics', '/nothing'].map((path) =>
      requestText('GET', path, { Connection: 'close' }),
    );
    await times(Math.ceil(4_000 * size), 50, async (index) =>
      tally.note(await ask(port, texts[index % texts.length] ?? '')),
    );
  },
};
