import { connect, type Socket } from 'node:net';

/** A connection that is spoken to byte by byte. */
export interface Wire {
  socket: Socket;
  /** What came back so far. */
  received(): string;
  /** Resolves with the first status that comes back, or `closed` when the connection ends without one, also after so many milliseconds. */
  answer(within?: number): Promise<number | 'closed'>;
}

/** Connects to a port of this machine and sends this at once. */
export function openWire(port: number, text: string | Buffer = ''): Wire {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let ended = false;
  let tell = () => {};
  socket.on('data', (chunk) => {
    // Answers are short; what comes after the first is not kept.
    if (received.length < 4_096) received += chunk.toString('latin1');
    tell();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    ended = true;
    tell();
  });
  if (text.length > 0) socket.write(text);
  const status = () => /HTTP\/1\.1 (\d{3})/.exec(received.replace(/HTTP\/1\.1 1\d\d[^\r]*\r\n\r\n/g, ''))?.[1];
  return {
    socket,
    received: () => received,
    async answer(within = 30_000) {
      const late = Date.now() + within;
      for (;;) {
        const found = status();
        if (found !== undefined) return Number(found);
        if (ended || Date.now() >= late) return 'closed';
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(1_000, late - Date.now()));
          tell = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}

/** Sends one request over a connection of its own and resolves with its status. */
export async function ask(port: number, text: string | Buffer, within?: number): Promise<number | 'closed'> {
  const wire = openWire(port, text);
  const answer = await wire.answer(within);
  wire.socket.destroy();
  return answer;
}

/** A request as text. */
export function requestText(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | number>> = {},
  body = '',
): string {
  const all = { Host: '127.0.0.1', ...(body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) }), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Does this so many times, some at a time. */
export async function times(count: number, atATime: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(count, atATime) }, async () => {
      for (let index = next; index < count; index = next) {
        next += 1;
        await act(index);
      }
    }),
  );
}
