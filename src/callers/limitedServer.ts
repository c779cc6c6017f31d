import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { keepConnections } from './keepConnections.ts';
import type { CountRefusal } from './refusals.ts';

/** What connections may take, times in milliseconds. */
export interface ServerLimits {
  /** Connections at a time. One more than these, and the one that is least use is closed. */
  connections: number;
  /** Requests of one connection that wait for their answers: proxies send one after the other, so this is for those who are none. */
  unanswered: number;
  /** Bytes of all header lines of a request. A validation token of Graph is in its request line: 4,096 characters, three times as long when encoded. */
  headerBytes: number;
  /** From the connection, or the first byte of a further request, to the end of the headers. */
  headers: number;
  /** To the end of the body. Graph sends a POST in one go, and Teams its activities. */
  request: number;
  /** Between an answer and the next request. */
  idle: number;
  /** Without a byte in either direction, whatever it is waiting for. */
  silence: number;
  /** How often the times are looked at. */
  look: number;
}

export const usualServerLimits: ServerLimits = {
  connections: 1_000,
  unanswered: 10,
  headerBytes: 16 * 1024,
  headers: 10_000,
  request: 20_000,
  idle: 5_000,
  silence: 60_000,
  look: 1_000,
};

/** A server that strangers cannot fill: not with connections, not with slow requests, not with many on one connection. It does not listen yet. */
export function createLimitedServer(
  handler: RequestListener,
  countRefusal: CountRefusal,
  limits: ServerLimits = usualServerLimits,
): Server {
  const kept = keepConnections(limits.connections, () => countRefusal('tooManyConnections'));
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: limits.look,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      const unanswered = kept.begin(request.socket, response);
      if (unanswered > limits.unanswered) {
        if (request.socket.destroyed) return;
        countRefusal('pipelined');
        request.socket.destroy();
      } else if (hasHosts(request.rawHeaders)) {
        countRefusal('badRequest');
        response.writeHead(400, { Connection: 'close' }).end();
      } else {
        if (mayGoOn(request)) response.once('finish', () => hangUp(request));
        handler(request, response);
      }
    },
  );
  server.timeout = limits.silence;
  server.on('connection', kept.add);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { status, reason } = explain(error.code);
    if (reason !== undefined) countRefusal(reason);
    if (socket.writable && status !== undefined) socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    socket.destroy();
  });
  return server;
}

/** A body that is refused unread is still read to its end and thrown away; up to so many bytes that is less than a new connection. */
const thrownAway = 64 * 1024;

function mayGoOn({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > thrownAway;
}

/** Closes the connection of a request that was answered before its body had come. */
function hangUp({ complete, socket }: IncomingMessage): void {
  if (!complete) socket.destroySoon();
}

/** Whether there are several `Host` lines, of which Node takes the first and somebody else may take the last (RFC 9112 3.2: 400). */
function hasHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}

/** Nobody is left to be told when the connection was cut. */
function explain(code: string | undefined): { status?: string; reason?: Parameters<CountRefusal>[0] } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: '431 Request Header Fields Too Large', reason: 'headersTooLarge' };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: '413 Payload Too Large', reason: 'tooLarge' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: '408 Request Timeout', reason: 'tooSlow' };
    case 'ECONNRESET':
      return {};
    default:
      return { status: '400 Bad Request', reason: 'badRequest' };
  }
}
