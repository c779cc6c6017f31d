import { Worker } from 'node:worker_threads';
import type { CollectionName, Collections, Store } from '../registration/ports/store.ts';
import type { Draft } from '../registration/ports/stored.ts';
import type { SqliteStore } from './sqlite.ts';

/** Writes to a store's file in a thread of its own: whoever waits for the disk there holds up nobody else. */
export interface BackgroundWriter extends Pick<Store, 'createAll'> {
  /** Resolves when everything asked for before is written, or was refused. */
  close(): Promise<void>;
}

/** What the thread is asked. */
export interface WriteOrder {
  order: number;
  collection: CollectionName;
  records: readonly Draft<Collections[CollectionName]>[];
}

/** What it answers: the ids inserted, or why nothing was. */
export type WriteAnswer = { order: number } & (
  | { inserted: string[] }
  | { failure: { message: string; code: unknown; errcode: unknown } }
);

/** Graph waits three seconds for an answer, in which a notification may wait for the commit under way and then for its own. Milliseconds. */
const usualWait = 800;

/**
 * Opens a writer to the SQLite file at `path`, beside the store that has it open, and in turn with it. Its `createAll` keeps the promise of `Store`, and
 * gives up after `wait` milliseconds of another program's lock. Should its thread end, what it had not answered rejects, as nobody knows what of
 * it was written, and `store` writes from then on; `report` is told once.
 */
export function openBackgroundWriter(
  path: string,
  store: Pick<SqliteStore, 'within' | 'writeElsewhere'>,
  report: (reason: string) => void,
  wait = usualWait,
): BackgroundWriter {
  const fallback = store.within(wait);
  const asking = new Set<Promise<Set<string>>>();
  const open = new Map<number, PromiseWithResolvers<Set<string>>>();
  let orders = 0;
  let isGone = false;
  let isClosing = false;
  const thread = new Worker(new URL('./backgroundWriterThread.ts', import.meta.url), { workerData: path });
  // A process that has nothing else to do ends.
  thread.unref();
  thread.on('message', (answer: WriteAnswer) => {
    const asked = open.get(answer.order);
    open.delete(answer.order);
    if ('inserted' in answer) asked?.resolve(new Set(answer.inserted));
    else asked?.reject(Object.assign(new Error(answer.failure.message), answer.failure));
  });
  const end = (reason: string) => {
    if (isGone) return;
    isGone = true;
    report(reason);
    for (const { reject } of open.values()) reject(new Error(`the writing thread ended: ${reason}`));
    open.clear();
  };
  thread.on('error', (error) => end(error.message));
  thread.on('exit', (code) => end(`exit ${code}`));
  /** `undefined`: the thread is gone, and nothing was asked. */
  const ask = (collection: CollectionName, records: WriteOrder['records']): Promise<Set<string> | undefined> => {
    if (isGone) return Promise.resolve(undefined);
    orders += 1;
    const asked = Promise.withResolvers<Set<string>>();
    open.set(orders, asked);
    thread.postMessage({ order: orders, collection, records } satisfies WriteOrder);
    return asked.promise;
  };
  return {
    createAll(collection, records) {
      if (isGone || isClosing) return fallback.createAll(collection, records);
      const asked = store
        .writeElsewhere(() => ask(collection, records), wait)
        .then((inserted) => inserted ?? fallback.createAll(collection, records));
      asking.add(asked);
      const settled = () => void asking.delete(asked);
      asked.then(settled, settled);
      return asked;
    },
    async close() {
      isClosing = true;
      await Promise.allSettled(asking);
      // From here on an end is no trouble.
      isGone = true;
      await thread.terminate();
    },
  };
}
