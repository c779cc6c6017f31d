import type { Attack } from '../attack.ts';
import { openWire, requestText, times } from '../wire.ts';

/** Posts that are cut off, at every place: each is counted, none is a line of the log. */
export const brokenPosts: Attack = {
  name: 'broken-posts',
  wanted: ['closed', 202, 400, 401],
  async play({ port, provider, activity, notification }, tally, size) {
    const json = { 'Content-Type': 'application/json' };
    const token = `Bearer ${await provider.token()}`;
    const texts = [
      requestText('POST', '/api/notifications', json, notification()),
      requestText('POST', '/api/messages', { ...json, Authorization: token }, activity('help')),
    ];
    await times(Math.ceil(1_000 * size), 20, async (index) => {
      const text = texts[index % 2] ?? '';
      const wire = openWire(port, text.slice(0, Math.floor((text.length * (index % 97)) / 97)));
      await new Promise<void>((resolve) => wire.socket.once('connect', resolve).once('close', resolve));
      await new Promise((resolve) => setImmediate(resolve));
      wire.socket.resetAndDestroy();
      tally.note(await wire.answer(1));
    });
  },
};
