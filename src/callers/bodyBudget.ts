import type { IncomingMessage } from 'node:http';

/** Why a body was not read. */
export type Unread = 'tooLarge' | 'tooMany';

/** Reads a request's body as text and hands it to `use`, whose result it resolves with: nothing keeps the text while that takes its time. */
export type BodyReader = <T>(request: IncomingMessage, use: (text: string) => Promise<T>) => Promise<T | Unread>;

/** Memory for all bodies that are on their way, whatever route they are for. */
export interface BodyBudget {
  /** A reader of bodies of at most so many bytes. */
  reader(each: number): BodyReader;
  /** Bytes held now. */
  held(): number;
}

/** What a body takes in memory while it arrives, at the least: the objects of its request. */
const overhead = 1_024;

/** A body may come in so many chunks of any size; beyond that they must have so many bytes each, since each chunk is work, however small it is. TCP's have 500 and more. */
const slivers = 64;
const leastPerChunk = 128;

/** A body that is on its way. */
interface Arriving {
  bytes: number;
  giveUp(why: Unread): void;
}

/**
 * One budget of bytes. A reader gives `tooLarge` for a body that is longer than it may be, and rejects with status 400 when the connection ends early. Where all
 * bodies that are on their way hold more than the budget together, the one that has been arriving for longest gets `tooMany` and is let go of: a body that is
 * sent in one go arrives in a moment, and those that are not must not keep it out. So does one that comes in slivers.
 */
export function createBodyBudget(bytes: number): BodyBudget {
  const arriving = new Set<Arriving>();
  let held = 0;

  function take(body: Arriving, more: number): void {
    body.bytes += more;
    held += more;
    for (const oldest of arriving) {
      if (held <= bytes) return;
      oldest.giveUp('tooMany');
    }
  }

  function read<T>(each: number, request: IncomingMessage, use: (text: string) => Promise<T>): Promise<T | Unread> {
    if (Number(request.headers['content-length'] ?? 0) > each) return Promise.resolve('tooLarge');
    return new Promise((resolve, reject) => {
      const content = gather();
      let chunks = 0;
      const body: Arriving = {
        bytes: 0,
        giveUp(why) {
          if (!end()) return;
          request.pause();
          content.drop();
          resolve(why);
        },
      };
      const end = () => {
        if (!arriving.delete(body)) return false;
        held -= body.bytes;
        return true;
      };
      arriving.add(body);
      take(body, overhead);
      request.on('data', (chunk: Buffer) => {
        if (!arriving.has(body)) return;
        chunks += 1;
        if (content.length() + chunk.length > each) return body.giveUp('tooLarge');
        if (chunks > slivers + content.length() / leastPerChunk) return body.giveUp('tooMany');
        take(body, content.add(chunk));
      });
      request.once('end', () => {
        // The request keeps its listeners, and with them what they hold, until it is answered.
        if (end()) resolve(use(content.drop().toString('utf8')));
      });
      request.once('error', () => undefined);
      request.once('close', () => {
        content.drop();
        // Every request closes; an error for each would be the dearest part of the answer.
        if (end()) reject(Object.assign(new Error('the connection ended early'), { status: 400 }));
      });
    });
  }

  return { reader: (each) => (request, use) => read(each, request, use), held: () => held };
}

const nothing = Buffer.alloc(0);

/** A few bytes of something much larger, all of which they would keep alive. */
function isSliver(chunk: Buffer): boolean {
  return chunk.buffer.byteLength > 4_096 && chunk.buffer.byteLength > 4 * chunk.length;
}

function copyOf(chunk: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(chunk.length);
  chunk.copy(copy);
  return copy;
}

/**
 * Chunks in one buffer that doubles when it is full, so that a body that comes byte by byte takes no more than twice its length. One that comes in one chunk is
 * not copied.
 */
function gather() {
  let buffer: Buffer = nothing;
  let length = 0;
  return {
    length: () => length,
    /** Returns by how many bytes it grew. */
    add(chunk: Buffer): number {
      const before = buffer.length;
      if (length === 0) buffer = isSliver(chunk) ? copyOf(chunk) : chunk;
      else {
        if (length + chunk.length > buffer.length) {
          const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, length + chunk.length, 1_024));
          buffer.copy(larger, 0, 0, length);
          buffer = larger;
        }
        chunk.copy(buffer, length);
      }
      length += chunk.length;
      return buffer.length - before;
    },
    /** What was gathered; keeps nothing. */
    drop(): Buffer {
      const whole = buffer.subarray(0, length);
      buffer = nothing;
      length = 0;
      return whole;
    },
  };
}
