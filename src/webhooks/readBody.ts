import type { IncomingMessage } from 'node:http';

/** A request's body as text; `undefined` when it is longer than `limit` bytes: no more of it is read then. Rejects with status 400 when the connection ends early. */
export function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) {
        request.pause();
        resolve(undefined);
      } else chunks.push(chunk);
    });
    request.once('end', () =>
      resolve((chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString('utf8')),
    );
    request.once('error', () => undefined);
    request.once('close', () => {
      // Every request closes; an error for each would be the dearest part of the answer.
      if (!request.complete) reject(Object.assign(new Error('the connection ended early'), { status: 400 }));
    });
  });
}
