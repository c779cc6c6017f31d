import { Worker } from 'node:worker_threads';
import type { CollectionName, Collections, Store } from '../registration/ports/store.ts';
import type { Draft } from '../registration/ports/stored.ts';

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
export type WriteAnswer = { order: number } & ({ inserted: string[] } | { failure: string });

/**
 * Opens a writer to the SQLite file at `path`, beside the store that has it open. Its `createAll` keeps the promise of `Store`. Should its thread
 * end, what it had not answered rejects, as nobody knows what of it was written, and `fallback` writes from then on; `report` is told once.
 */
export function openBackgroundWriter(
  path: string,
  fallback: Pick<Store, 'createAll'>,
  report: (reason: string) => void,
): BackgroundWriter {
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
    else asked?.reject(new Error(answer.failure));
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
  return {
    createAll(collection, records) {
      if (isGone || isClosing) return fallback.createAll(collection, records);
      orders += 1;
      const asked = Promise.withResolvers<Set<string>>();
      open.set(orders, asked);
      thread.postMessage({ order: orders, collection, records } satisfies WriteOrder);
      return asked.promise;
    },
    async close() {
      isClosing = true;
      await Promise.allSettled([...open.values()].map(({ promise }) => promise));
      // From here on an end is no trouble.
      isGone = true;
      await thread.terminate();
    },
  };
}
