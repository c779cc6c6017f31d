import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../registration/ports/storeError.ts';
import { isBusy } from './explain.ts';

/** Lets the writes of this process go one after the other, and waits for other programs without holding up anything else. */
export interface WriteQueue {
  /** Writes at once where nobody is before it, else in its turn; rejects when another program holds the database for `wait` milliseconds. */
  write<T>(write: () => T, wait: number): Promise<T>;
  /** The same for what is written elsewhere: the next turn begins when its promise settles. */
  writeElsewhere<T>(write: () => Promise<T>, wait: number): Promise<T>;
  /** Refuses what waits and what comes. */
  close(): void;
}

/** What the queue tells of what it sees. */
export interface Witness {
  /** Another program holds the database. */
  held(): void;
  worked(): void;
  /** A write failed; gives back what its caller is told. */
  failed(error: unknown): unknown;
}

interface Entry {
  run: () => unknown;
  /** By `performance.now()`. */
  until: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Pauses between two tries, in milliseconds: the lock of another commit is free within a few. */
const firstPause = 1;
const longestPause = 40;

/** An empty queue. Each write runs as a whole or, where the database is busy, not at all. */
export function createWriteQueue(witness: Witness): WriteQueue {
  let waiting: Entry[] = [];
  let isDraining = false;
  let isClosed = false;

  function join<T>(run: () => T | Promise<T>, wait: number): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    waiting.push({ run, until: performance.now() + wait, resolve: (value) => resolve(value as T), reject });
    if (!isDraining) void drain();
    return promise;
  }

  async function drain(): Promise<void> {
    isDraining = true;
    let pause = firstPause;
    for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
      try {
        const value = await head.run();
        witness.worked();
        leave(head).resolve(value);
        pause = firstPause;
      } catch (error) {
        if (!isBusy(error)) {
          leave(head).reject(witness.failed(error));
          continue;
        }
        witness.held();
        expire(error);
        if (waiting.length === 0) break;
        await sleep(pause * (0.5 + Math.random() / 2));
        pause = Math.min(pause * 2, longestPause);
      }
    }
    isDraining = false;
  }

  function leave(entry: Entry): Entry {
    waiting = waiting.filter((each) => each !== entry);
    return entry;
  }

  function expire(error: unknown): void {
    const now = performance.now();
    const late = waiting.filter(({ until }) => until <= now);
    waiting = waiting.filter(({ until }) => until > now);
    for (const { reject } of late) reject(witness.failed(error));
  }

  return {
    async write(write, wait) {
      if (isClosed) throw new StoreError('closed');
      if (isDraining) return join(write, wait);
      try {
        const value = write();
        witness.worked();
        return value;
      } catch (error) {
        if (!isBusy(error)) throw witness.failed(error);
        return join(write, wait);
      }
    },
    async writeElsewhere(write, wait) {
      if (isClosed) throw new StoreError('closed');
      return join(write, wait);
    },
    close() {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(new StoreError('closed'));
    },
  };
}
