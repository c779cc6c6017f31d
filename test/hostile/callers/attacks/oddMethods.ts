import type { Attack } from '../attack.ts';
import { openWire, requestText } from '../wire.ts';

/** Methods that are none, tunnels, upgrades and expectations. */
export const oddMethods: Attack = {
  name: 'odd-methods',
  wanted: [400, 401, 403, 404, 405, 413, 417, 'closed', 200],
  async play({ port }, tally) {
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'x',
      'Sec-WebSocket-Version': 13,
    };
    const texts = [
      ...['GET', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'HEAD', 'PROPFIND', 'FOO', 'get', 'G\0T'].flatMap(
        (method) => [requestText(method, '/api/messages'), requestText(method, '/api/notifications')],
      ),
      requestText('CONNECT', 'evil.example:443'),
      requestText('GET', 'http://evil.example/metrics'),
      requestText('GET', '*'),
      requestText('GET', '//evil.example/metrics/../../etc/passwd'),
      requestText('POST', '/api/messages', upgrade),
      requestText('POST', '/api/messages', { ...upgrade, Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }),
      requestText('POST', '/api/messages', { Expect: '100-continue', 'Content-Length': 1_000_000_000 }),
      requestText('POST', '/api/notifications', { Expect: '100-continue', 'Content-Length': 1_000_000_000 }),
      requestText('POST', '/api/messages', { Expect: 'the-unexpected' }),
    ];
    for (const text of texts) {
      const wire = openWire(port, text);
      tally.note(await wire.answer(5_000));
      wire.socket.destroy();
    }
  },
};
