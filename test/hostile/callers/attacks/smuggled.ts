import type { Attack } from '../attack.ts';
import { openWire } from '../wire.ts';

const host = 'Host: 127.0.0.1\r\n';
const inner = 'GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

/** Requests whose length two readers would understand differently: a second request in the body of the first must not be answered. */
const shapes: [what: string, text: string][] = [
  [
    'both lengths',
    `POST /api/notifications HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
  ],
  [
    'two lengths',
    `POST /api/notifications HTTP/1.1\r\n${host}Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
  ],
  ['a signed length', `POST /api/notifications HTTP/1.1\r\n${host}Content-Length: +0\r\n\r\n${inner}`],
  ['a negative length', `POST /api/notifications HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n${inner}`],
  ['a length in hex', `POST /api/notifications HTTP/1.1\r\n${host}Content-Length: 0x0\r\n\r\n${inner}`],
  [
    'a length beyond all numbers',
    `POST /api/notifications HTTP/1.1\r\n${host}Content-Length: 99999999999999999999999\r\n\r\n${inner}`,
  ],
  [
    'a blank before the colon',
    `POST /api/notifications HTTP/1.1\r\n${host}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner}`,
  ],
  [
    'an unknown encoding',
    `POST /api/notifications HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
  ],
  [
    'chunked twice',
    `POST /api/notifications HTTP/1.1\r\n${host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`,
  ],
  [
    'a folded header',
    `POST /api/notifications HTTP/1.1\r\n${host}X: a\r\n b\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    'a chunk size that is none',
    `POST /api/notifications HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n${inner}`,
  ],
  [
    'a chunk size beyond all numbers',
    `POST /api/notifications HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${inner}`,
  ],
  [
    'chunk extensions without end',
    `POST /api/notifications HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n1;${'a=b;'.repeat(50_000)}\r\nx\r\n0\r\n\r\n`,
  ],
  ['line feeds only', `GET /metrics HTTP/1.1\nHost: 127.0.0.1\n\n`],
  ['a header without a name', `GET /metrics HTTP/1.1\r\n${host}: x\r\n\r\n`],
  ['NUL in a header', `GET /metrics HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`],
  ['no host', 'GET /metrics HTTP/1.1\r\n\r\n'],
  ['two hosts', `GET /metrics HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`],
  ['a foreign host', 'GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/0.9', 'GET /metrics\r\n\r\n'],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
];

export const smuggled: Attack = {
  name: 'smuggled',
  wanted: [400, 403, 413, 505, 'closed', 202],
  async play({ port }, tally) {
    for (const [what, text] of shapes) {
      const wire = openWire(port, Buffer.from(text, 'latin1'));
      wire.socket.end();
      const answer = await wire.answer(15_000);
      tally.note(answer);
      if (/preflight_requests_refused_total/.test(wire.received()))
        tally.problems.push(`${what}: a smuggled request was answered`);
      wire.socket.destroy();
    }
  },
};
