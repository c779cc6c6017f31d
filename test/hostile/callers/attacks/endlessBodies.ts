import type { Attack } from '../attack.ts';
import { openWire, times } from '../wire.ts';

/** Chunked bodies without an end, sent as fast as the connection takes them, to every route. */
export const endlessBodies: Attack = {
  name: 'endless-bodies',
  wanted: [401, 404, 405, 413, 415, 503, 200, 'closed'],
  async play({ port }, tally, size) {
    const paths = ['/api/notifications', '/api/messages', '/api/lifecycle', '/metrics', '/nothing'];
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    await times(Math.ceil(30 * size), 10, async (index) => {
      const path = paths[index % paths.length];
      const wire = openWire(port, `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const pump = () => {
        while (wire.socket.writable && wire.socket.write(chunk));
      };
      wire.socket.on('drain', pump);
      pump();
      tally.note(await wire.answer(25_000));
      wire.socket.destroy();
    });
  },
};
