import type { IncomingMessage } from 'node:http';

/** What bodies may take of the memory, in bytes. */
export interface BodyLimits {
  /** One body. */
  each: number;
  /** All bodies that are being read at one time. */
  together: number;
}

/** Why a body was not read. */
export type Unread = 'tooLarge' | 'tooMany';

/** Reads a request's body as text and hands it to `use`, whose result it resolves with: nothing keeps the text while that takes its time. */
export type BodyReader = <T>(request: IncomingMessage, use: (text: string) => Promise<T>) => Promise<T | Unread>;

/**
 * Reads requests' bodies. `tooLarge` when one is longer than it may be, `tooMany` when all that are on their way hold as much as they may
 * together: no more of it is read then. Rejects with status 400 when the connection ends early.
 */
export function bodyReader(limits: BodyLimits): BodyReader {
  let held = 0;
  return (request, use) => {
    if (Number(request.headers['content-length'] ?? 0) > limits.each) return Promise.resolve('tooLarge');
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let length = 0;
      let isOver = false;
      const end = () => {
        if (isOver) return false;
        isOver = true;
        held -= length;
        return true;
      };
      const giveUp = (why: Unread) => {
        request.pause();
        if (end()) resolve(why);
        chunks.length = 0;
      };
      request.on('data', (chunk: Buffer) => {
        if (isOver) return;
        length += chunk.length;
        held += chunk.length;
        chunks.push(chunk);
        if (length > limits.each) giveUp('tooLarge');
        else if (held > limits.together) giveUp('tooMany');
      });
      request.once('end', () => {
        // The request keeps its listeners, and with them the chunks, until it is answered.
        const [first = Buffer.alloc(0), ...others] = chunks.splice(0);
        if (end()) resolve(use((others.length === 0 ? first : Buffer.concat([first, ...others])).toString('utf8')));
      });
      request.once('error', () => undefined);
      request.once('close', () => {
        // Every request closes; an error for each would be the dearest part of the answer.
        if (end()) reject(Object.assign(new Error('the connection ended early'), { status: 400 }));
      });
    });
  };
}
