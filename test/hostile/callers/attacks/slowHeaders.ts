import { setInterval as every } from 'node:timers/promises';
import type { Attack } from '../attack.ts';
import { openWire } from '../wire.ts';

/** 300 requests whose headers come a letter at a time (slowloris). */
export const slowHeaders: Attack = {
  name: 'slow-headers',
  wanted: ['closed', 408, 431],
  async play({ port }, tally, size) {
    const wires = Array.from({ length: 300 }, () => openWire(port, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: '));
    const answers = Promise.all(wires.map((wire) => wire.answer(20_000)));
    let isOver = false;
    void answers.then(() => {
      isOver = true;
    });
    const end = Date.now() + (size < 1 ? 2_000 : 20_000);
    for await (const _ of every(500)) {
      if (isOver || Date.now() > end) break;
      for (const { socket } of wires) if (socket.writable) socket.write('x');
    }
    const open = wires.filter(({ socket }) => !socket.closed).length;
    if (size >= 1 && open > 0) tally.problems.push(`${open} of 300 slow connections are still open after 20 s`);
    for (const { socket } of wires) socket.destroy();
    for (const answer of await answers) tally.note(answer);
  },
};
