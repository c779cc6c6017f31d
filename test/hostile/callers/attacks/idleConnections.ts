import type { Attack } from '../attack.ts';
import { openWire, requestText } from '../wire.ts';

/** 500 connections that say nothing, half of them after one question: each is closed in the end. */
export const idleConnections: Attack = {
  name: 'idle-connections',
  wanted: ['closed', 408, 200],
  async play({ port }, tally, size) {
    const wires = Array.from({ length: 500 }, (_, index) =>
      openWire(port, index % 2 === 0 ? '' : requestText('GET', '/healthz')),
    );
    const wait = size < 1 ? 2_000 : 20_000;
    await Promise.race([
      new Promise((resolve) => setTimeout(resolve, wait)),
      Promise.all(wires.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)))),
    ]);
    const open = wires.filter(({ socket }) => !socket.closed).length;
    if (size >= 1 && open > 0) tally.problems.push(`${open} of 500 idle connections are still open after ${wait} ms`);
    for (const { socket } of wires) socket.destroy();
    for (const wire of wires) tally.note(await wire.answer(1));
  },
};
