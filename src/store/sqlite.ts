import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectionName, Collections, Store } from '../registration/ports/store.ts';
import type { Draft } from '../registration/ports/stored.ts';
import { StoreError, type StoreTrouble } from '../registration/ports/storeError.ts';
import { isBusy, isMalformedJson } from './explain.ts';
import { openDatabase } from './openDatabase.ts';
import { createPurge } from './purge.ts';
import { deleteRow, insertRow, preparer, updateRow } from './rows.ts';
import { secretCollections, setUnreadableAside } from './schema.ts';
import { countRows, type Row, selectPage } from './select.ts';
import { readRow, readSetAside, setRowAside } from './setAside.ts';
import { transaction } from './transaction.ts';
import { createTroubleBook } from './trouble.ts';
import { createWriteQueue, type WriteQueue } from './writeQueue.ts';

/** A store in one SQLite file; `close` writes everything back and releases it. */
export interface SqliteStore extends Store {
  /** The same store, whose writes give up after so many milliseconds of another program's lock. */
  within(milliseconds: number): Store;
  /** Stores a small record durably; rejects with a `StoreError` where nothing can be stored, within a second unless the disk itself hangs. */
  probe(): Promise<void>;
  /** For who writes to this file from elsewhere in this process. */
  writeElsewhere: WriteQueue['writeElsewhere'];
  /** Whether what was deleted of hardware hashes is gone from the disk. */
  isClean(): boolean;
  close(): void;
}

/** What a store tells while it works, and by which clock. */
export interface SqliteOptions {
  /** Milliseconds since 1970 UTC. */
  now?: () => number;
  /** Records were set aside. */
  setAside?: (collection: string, count: number) => void;
  troubleBegan?: (trouble: StoreTrouble) => void;
  /** Everything can be stored again. */
  troubleEnded?: () => void;
}

/** How long a write waits for another program, unless told otherwise; and how often a store in trouble looks whether it is over. Milliseconds. */
const usualWait = 5_000;
const probeWait = 700;
const betweenProbes = 2_000;

/**
 * Opens a store in a SQLite file, made where it does not exist; `:memory:` keeps it in memory.
 *
 * @remarks Write-ahead log with `synchronous=FULL`: a resolved write survives the end of the process and of the power. Several processes
 * may open one file; each write is checked against the version that was read. While another one holds the lock, writes wait in a queue and
 * the event loop goes on.
 *
 * @throws StoreError when the file cannot be used.
 */
export function openSqliteStore(path: string, options: SqliteOptions = {}): SqliteStore {
  const { now = Date.now } = options;
  const database = openDatabase(path);
  const prepare = preparer(database);
  let probing: NodeJS.Timeout | undefined;
  const book = createTroubleBook(now, {
    began(trouble) {
      options.troubleBegan?.(trouble);
      probing = setInterval(() => void probe().catch(() => undefined), betweenProbes);
      probing.unref();
    },
    ended() {
      clearInterval(probing);
      options.troubleEnded?.();
    },
  });
  const queue = createWriteQueue(book);
  const purge = createPurge(database, (write) => queue.write(write, 0));
  const file = path === ':memory:' ? undefined : statSync(path).ino;
  let known = readSetAside(database).count;
  let isClosed = false;

  /** Reads wait only where another program recovers the file or has it for itself. */
  async function read<T>(run: () => T): Promise<T> {
    const until = performance.now() + usualWait;
    for (;;) {
      if (isClosed) throw new StoreError('closed');
      try {
        return run();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= until) throw book.failed(error);
        await sleep(10);
      }
    }
  }

  /** Runs a read of a collection; where SQLite stumbles over a body that is no JSON, such records are set aside first. */
  function reading<T>(collection: CollectionName, run: () => T): Promise<T> {
    return read(() => {
      try {
        return run();
      } catch (error) {
        if (!isMalformedJson(error)) throw error;
        transaction(database, () => setUnreadableAside(database, collection, now()));
        countSetAside(collection);
        return run();
      }
    });
  }

  function recordOf<C extends CollectionName>(collection: C, row: Row): Collections[C] | undefined {
    const record = readRow(collection, row);
    if (record === undefined) void putAside(collection, row);
    return record;
  }

  /** Not now is soon enough: whoever reads it next tries again. */
  async function putAside(collection: CollectionName, row: Row): Promise<void> {
    try {
      await queue.write(() => setRowAside(database, collection, row, now()), 0);
      countSetAside(collection);
    } catch {
      // Told by the queue's witness.
    }
  }

  function countSetAside(collection: CollectionName): void {
    if (secretCollections.has(collection)) purge.due();
    const { count } = readSetAside(database);
    if (count > known) options.setAside?.(collection, count - known);
    known = count;
  }

  async function probe(): Promise<void> {
    await queue.write(() => {
      if (file !== undefined && statSync(path, { throwIfNoEntry: false })?.ino !== file) throw new StoreError('moved');
      prepare('INSERT INTO _probe (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at').run(now());
    }, probeWait);
    const trouble = book.current();
    if (trouble !== undefined) throw new StoreError(trouble.code);
  }

  /** What was deleted or replaced of a collection with hashes must be gone. */
  function forget<T>(collection: CollectionName, outcome: T): T {
    if (secretCollections.has(collection)) purge.due();
    return outcome;
  }

  const view = (wait: number): Store => ({
    get: (collection, id) =>
      read(() => {
        const row = prepare(`SELECT id, version, body FROM ${collection} WHERE id = ?`).get(id);
        return row === undefined ? undefined : recordOf(collection, row);
      }),
    create: <C extends CollectionName>(collection: C, record: Draft<Collections[C]>) =>
      queue.write(
        () => (insertRow(prepare, collection, record) ? { ...(record as Collections[C]), version: 1 } : undefined),
        wait,
      ),
    createAll: (collection, records) =>
      queue.write(
        () =>
          transaction(
            database,
            () => new Set(records.filter((record) => insertRow(prepare, collection, record)).map(({ id }) => id)),
          ),
        wait,
      ),
    replace: (collection, record) =>
      queue.write(() => forget(collection, updateRow(prepare, collection, record)), wait),
    replaceAll: (collection, records) =>
      queue.write(
        () =>
          forget(
            collection,
            transaction(database, () => records.map((record) => updateRow(prepare, collection, record))),
          ),
        wait,
      ),
    delete: (collection, id, version) =>
      queue.write(() => forget(collection, deleteRow(prepare, collection, id, version)), wait),
    deleteAll: (collection, records) =>
      queue.write(
        () =>
          forget(
            collection,
            transaction(
              database,
              () => records.filter(({ id, version }) => deleteRow(prepare, collection, id, version)).length,
            ),
          ),
        wait,
      ),
    query: (collection, query) =>
      reading(collection, () => {
        const { rows, cursor } = selectPage(collection, query, prepare);
        return { items: rows.flatMap((row) => recordOf(collection, row) ?? []), cursor };
      }),
    count: (collection, filter) => reading(collection, () => countRows(collection, filter, prepare)),
    async condition() {
      const setAside = await read(() => readSetAside(database)).catch(() => ({ count: known, latest: [] }));
      return { trouble: book.current(), setAside };
    },
  });

  // Whoever ended without closing may have left deleted hashes in the log.
  purge.due();
  return {
    ...view(usualWait),
    within: view,
    probe,
    writeElsewhere: queue.writeElsewhere,
    isClean: purge.isClean,
    close() {
      isClosed = true;
      clearInterval(probing);
      purge.stop();
      queue.close();
      database.close();
    },
  };
}
