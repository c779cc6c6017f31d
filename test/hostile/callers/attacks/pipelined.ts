import type { Attack } from '../attack.ts';
import { openWire, requestText } from '../wire.ts';

/** Ten thousand questions on one connection, of somebody who does not read the answers, on twenty connections at once. */
export const pipelined: Attack = {
  name: 'pipelined',
  wanted: [200, 202, 401, 400, 415, 'closed'],
  async play({ port, notification }, tally, size) {
    const json = { 'Content-Type': 'application/json' };
    const questions = [
      requestText('GET', '/metrics'),
      requestText('GET', '/readyz'),
      requestText('POST', '/api/notifications', json, notification()),
      requestText('POST', '/api/messages', json, '{}'),
    ];
    const wires = Array.from({ length: 20 }, (_, index) => {
      const wire = openWire(port);
      if (index % 2 === 0) wire.socket.pause();
      wire.socket.write((questions[index % questions.length] ?? '').repeat(Math.ceil(10_000 * size)));
      return wire;
    });
    await new Promise((resolve) => setTimeout(resolve, 4_000 * size));
    for (const { socket } of wires) socket.resume();
    for (const wire of wires) tally.note(await wire.answer(2_000));
    for (const { socket } of wires) socket.destroy();
  },
};
