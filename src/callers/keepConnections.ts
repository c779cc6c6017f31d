import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, and what each is doing. */
export interface KeptConnections {
  /** Takes a new connection in, and closes another where they are too many. */
  add(socket: Socket): void;
  /** A request has come in; returns how many of this connection wait for an answer now, this one included. Infinite for one that was closed: what it sent before is still being read. */
  begin(socket: Socket, response: ServerResponse): number;
}

interface Connection {
  unanswered: number;
  /** Requests so far. */
  requests: number;
}

/**
 * Keeps at most so many connections. Where there is one more, the oldest of those that never asked for anything is closed; where there is none of these, the one
 * that was asked least recently and waits for nothing; where all are waiting, the oldest. A caller who connects and asks at once is served, however many others
 * only connect. `closed` is told each time.
 */
export function keepConnections(most: number, closed: () => void): KeptConnections {
  /** In order of connecting, or of the latest answer. */
  const connections = new Map<Socket, Connection>();

  function leastUseful(): Socket | undefined {
    let idle: Socket | undefined;
    for (const [socket, { requests, unanswered }] of connections) {
      if (requests === 0) return socket;
      if (unanswered === 0) idle ??= socket;
    }
    const [oldest] = connections.keys();
    return idle ?? oldest;
  }

  function close(socket: Socket | undefined): void {
    if (socket === undefined) return;
    connections.delete(socket);
    closed();
    socket.destroy();
  }

  return {
    add(socket) {
      if (connections.size >= most) close(leastUseful());
      connections.set(socket, { unanswered: 0, requests: 0 });
      socket.once('close', () => connections.delete(socket));
    },
    begin(socket, response) {
      const connection = connections.get(socket);
      if (connection === undefined) return Number.POSITIVE_INFINITY;
      connection.requests += 1;
      connection.unanswered += 1;
      response.once('close', () => {
        connection.unanswered -= 1;
        if (!connections.delete(socket)) return;
        connections.set(socket, connection);
      });
      return connection.unanswered;
    },
  };
}
