import type { Attack } from '../attack.ts';
import { openWire } from '../wire.ts';

/** More connections than there are places, opened again as soon as they are closed, each with half of a header. */
export const manyConnections: Attack = {
  name: 'many-connections',
  wanted: ['closed', 408],
  async play({ port }, tally, size) {
    const end = Date.now() + 8_000 * size;
    const open = new Set<ReturnType<typeof openWire>>();
    while (Date.now() < end) {
      while (open.size < 1_500) {
        const wire = openWire(port, 'POST /api/notifications HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ');
        open.add(wire);
        wire.socket.once('close', () => open.delete(wire));
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    tally.note('closed');
    for (const { socket } of open) socket.destroy();
  },
};
