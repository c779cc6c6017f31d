import { closeSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../registration/ports/storeError.ts';
import { explainError } from './explain.ts';
import { isOnNetwork } from './networkDisk.ts';
import { makePrivateFolder, tighten } from './privateFiles.ts';
import { checkOwner, migrate } from './schema.ts';

/** While it opens, nothing else waits: another start may be making the same file. Milliseconds. */
const openingWait = 5_000;

/**
 * Opens the database at `path` for the store, made where there is none, checked and brought up to date. Write-ahead log with
 * `synchronous=FULL`; what is deleted is overwritten. Afterwards it never waits for a lock: a statement fails with `SQLITE_BUSY` at once.
 *
 * @throws StoreError for everything that keeps it from being used.
 */
export function openDatabase(path: string, typeOf?: (folder: string) => number): DatabaseSync {
  try {
    if (path !== ':memory:') prepareFile(path, typeOf);
    const database = new DatabaseSync(path);
    try {
      database.exec(`PRAGMA busy_timeout = ${openingWait}`);
      checkOwner(database);
      checkPages(database);
      configure(database);
      migrate(database);
      database.exec('PRAGMA busy_timeout = 0');
    } catch (error) {
      database.close();
      throw error;
    }
    if (path !== ':memory:') tighten(path);
    return database;
  } catch (error) {
    throw explainError(error);
  }
}

/** Another connection to a database that is open already. */
export function connectDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA busy_timeout = ${openingWait}`);
  configure(database);
  database.exec('PRAGMA busy_timeout = 0');
  return database;
}

function configure(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
}

function prepareFile(path: string, typeOf: ((folder: string) => number) | undefined): void {
  makePrivateFolder(path);
  if (isOnNetwork(dirname(path), typeOf)) throw new StoreError('network');
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    makeFile(path);
    return;
  }
  if (!found.isFile()) throw new StoreError('unreachable');
  if (found.size === 0)
    throw new StoreError(
      'damaged',
      undefined,
      'The database is empty, which no database of Preflight ever is: its records are lost. Move it and the files whose names begin with it aside, and restore your latest backup in its place or let Preflight begin a new one.',
    );
  tighten(path);
}

/** Made under another name and then named, so that no half-made file is ever found under the real one; of two that make it, one wins. */
function makeFile(path: string): void {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    throw new StoreError(
      'damaged',
      undefined,
      'The database is missing, but its write-ahead log is there. Put the database back beside it or, to begin a new one, move the files whose names begin with preflight.sqlite aside.',
    );
  for (const leftover of ['-wal', '-shm']) rmSync(`${path}${leftover}`, { force: true });
  const draft = `${path}.new-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    closeSync(openSync(draft, 'wx', 0o600));
    const database = new DatabaseSync(draft);
    try {
      // SQLite keeps the page of a new file in memory until something is written.
      configure(database);
      migrate(database);
    } finally {
      database.close();
    }
    name(draft, path);
  } finally {
    for (const leftover of ['', '-wal', '-shm', '-journal']) rmSync(`${draft}${leftover}`, { force: true });
  }
}

function name(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // Some file systems have no links.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) renameSync(draft, path);
  }
}

/** Reads every page once: damage is told at start, before anything builds upon it. */
function checkPages(database: DatabaseSync): void {
  const [first] = database.prepare('PRAGMA quick_check(1)').all();
  const found = Object.values(first ?? {})[0];
  if (found !== 'ok') throw new StoreError('damaged', new Error(String(found)));
}
