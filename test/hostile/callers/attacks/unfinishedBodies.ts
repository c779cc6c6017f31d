import type { Attack } from '../attack.ts';
import { openWire, requestText } from '../wire.ts';

/** 140 bodies of a megabyte whose last bytes never come, half of them for the listener, which anybody may post to, and a quarter with a good token. */
export const unfinishedBodies: Attack = {
  name: 'unfinished-bodies',
  wanted: [401, 408, 413, 503, 'closed'],
  async play({ port, provider }, tally, size) {
    const token = await provider.token();
    const headers = { 'Content-Type': 'application/json', 'Content-Length': 1_000_000 };
    const part = Buffer.alloc(999_000, '"');
    const wires = Array.from({ length: 140 }, (_, index) => {
      const path = index % 2 === 0 ? '/api/notifications' : '/api/messages';
      const authorization = index % 4 === 1 ? { Authorization: `Bearer ${token}` } : {};
      const wire = openWire(port, requestText('POST', path, { ...headers, ...authorization }));
      wire.socket.write(part);
      return wire;
    });
    for (const answer of await Promise.all(wires.map((wire) => wire.answer(size < 1 ? 4_000 : 30_000))))
      tally.note(answer);
    for (const { socket } of wires) socket.destroy();
  },
};
