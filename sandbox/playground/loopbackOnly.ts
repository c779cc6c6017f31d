import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { guardServers } from '../loopbackCallers.ts';

/**
 * Loaded into Playground's process before its own code. Playground 0.2.28 has no option for the host and listens on all interfaces, without a login;
 * anybody on the network could talk to the bot as anybody. Here every server of the process that names a port only listens on loopback instead, and
 * answers nobody who calls it by another name, websockets included.
 */
const listen = Server.prototype.listen;
Object.defineProperty(Server.prototype, 'listen', {
  configurable: true,
  writable: true,
  value: function listenOnLoopback(this: Server, ...given: unknown[]): unknown {
    const [port, next, ...rest] = given;
    const onlyPort = typeof port === 'number' && typeof next !== 'string' && typeof next !== 'number';
    const onLoopback = onlyPort ? [{ port, host: '127.0.0.1' }, next, ...rest] : given;
    return Reflect.apply(listen, this, onLoopback);
  },
});

guardServers(HttpServer.prototype);
