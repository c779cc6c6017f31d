import { connect, type Socket } from 'node:net';

/** How a listener did. */
export interface Load {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Of the answers, those that took longer than Graph waits: 3 seconds. */
  late: number;
  /** Answers other than 202, and connections that ended. */
  failed: number;
}

/** One request at a time on each of so many connections, kept alive, for so many milliseconds; at most `perSecond` of all together. */
export async function load(
  port: number,
  body: string,
  options: { connections: number; milliseconds: number; perSecond?: number },
): Promise<Load> {
  const request = Buffer.from(
    `POST /api/notifications HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const times: number[] = [];
  const run = { failed: 0, sent: 0, began: performance.now() };
  const end = run.began + options.milliseconds;
  const due = () => (options.perSecond === undefined ? 0 : run.began + (run.sent * 1_000) / options.perSecond);
  await Promise.all(Array.from({ length: options.connections }, () => converse()));
  const seconds = (performance.now() - run.began) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    requestsPerSecond: Math.round(times.length / seconds),
    p50: at(0.5),
    p99: at(0.99),
    late: times.filter((time) => time > 3_000).length / Math.max(1, times.length),
    failed: run.failed,
  };

  function converse(): Promise<void> {
    return new Promise((resolve) => {
      const socket: Socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      // What was to be sent earlier than it could be has waited: that is counted, too.
      let asked = 0;
      const ask = () => {
        const now = performance.now();
        if (now >= end) {
          socket.end();
          resolve();
          return;
        }
        const wait = due() - now;
        if (wait > 1) {
          setTimeout(ask, Math.min(wait, end - now));
          return;
        }
        asked = options.perSecond === undefined ? now : Math.min(now, due());
        run.sent += 1;
        socket.write(request);
      };
      socket.on('connect', ask);
      socket.on('data', (answer: Buffer) => {
        times.push(performance.now() - asked);
        if (!answer.subarray(0, 12).equals(accepted)) run.failed += 1;
        ask();
      });
      socket.on('error', () => {
        run.failed += 1;
        resolve();
      });
    });
  }
}

const accepted = Buffer.from('HTTP/1.1 202');
