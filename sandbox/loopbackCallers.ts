import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isLoopbackCaller, notLoopback } from '../src/callers/loopbackCaller.ts';

/**
 * Serves only who addresses this machine by a loopback name and is no page of anywhere else; everybody else gets 403. Listening on 127.0.0.1 keeps the network out,
 * but not a page in the browser of this machine whose name was made to resolve to 127.0.0.1 (DNS rebinding).
 */
export function loopbackCallers(handler: RequestListener): RequestListener {
  return (request, response) => {
    if (isLoopbackCaller(request.headers)) handler(request, response);
    else refuse(response);
  };
}

/** The same for every server of `node:http` in this process, its websockets included: for programs that are not ours. */
export function guardServers(prototype: Pick<Server, 'emit'>): void {
  const emit = prototype.emit;
  Object.defineProperty(prototype, 'emit', {
    configurable: true,
    writable: true,
    value: function emitForLoopback(this: Server, event: string, ...given: unknown[]): boolean {
      if (!requestEvents.has(event) && !socketEvents.has(event)) return Reflect.apply(emit, this, [event, ...given]);
      const [request, answer] = given as [IncomingMessage, unknown];
      if (isLoopbackCaller(request.headers)) return Reflect.apply(emit, this, [event, ...given]);
      if (socketEvents.has(event)) (answer as Duplex).end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      else refuse(answer as ServerResponse);
      return true;
    },
  });
}

const requestEvents: ReadonlySet<string> = new Set(['request', 'checkContinue', 'checkExpectation']);
const socketEvents: ReadonlySet<string> = new Set(['upgrade', 'connect']);

function refuse(response: ServerResponse): void {
  response.writeHead(403, { 'Content-Type': 'application/json; charset=utf-8', Connection: 'close' });
  response.end(JSON.stringify(notLoopback));
}
