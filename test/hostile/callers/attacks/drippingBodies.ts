import { setInterval as every } from 'node:timers/promises';
import type { Attack } from '../attack.ts';
import { openWire } from '../wire.ts';

/** Bodies that come in chunks of one byte and never end: each byte must not cost a buffer. */
export const drippingBodies: Attack = {
  name: 'dripping-bodies',
  wanted: [400, 408, 413, 503, 'closed'],
  async play({ port }, tally, size) {
    const head = 'POST /api/notifications HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n';
    const wires = Array.from({ length: 50 }, () => openWire(port, head));
    const chunks = '1\r\n"\r\n'.repeat(500);
    const answers = Promise.all(wires.map((wire) => wire.answer(26_000)));
    let isOver = false;
    void answers.then(() => {
      isOver = true;
    });
    const end = Date.now() + 25_000 * size;
    for await (const _ of every(50)) {
      if (isOver || Date.now() > end) break;
      for (const { socket } of wires) if (socket.writable && socket.writableLength < 100_000) socket.write(chunks);
    }
    if (size < 1) for (const { socket } of wires) socket.destroy();
    for (const answer of await answers) tally.note(answer);
    for (const { socket } of wires) socket.destroy();
  },
};
