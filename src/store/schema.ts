import type { DatabaseSync } from 'node:sqlite';
import { type CollectionName, indexedFields } from '../registration/ports/store.ts';
import { StoreError } from '../registration/ports/storeError.ts';
import { isMalformedJson } from './explain.ts';
import { transaction } from './transaction.ts';

/** `PFLT`: tells a file of Preflight from those of other programs. Files of 0.1 have 0. */
const applicationId = 0x50464c54;
/** 0: Preflight 0.1. 1: records can be set aside, wake-ups have a `dueAt`. 2: what 0.1 had deleted is gone from the file. */
const latestVersion = 2;

/** Collections with hardware hashes: what is deleted of them must be gone, and no copy of a damaged one is kept. */
export const secretCollections: ReadonlySet<string> = new Set<CollectionName>(['hashes', 'batchRows', 'findingPages']);

const collections = Object.keys(indexedFields) as CollectionName[];

/** The SQL of an indexed field. Fields come from `indexedFields`, never from outside. */
export function expression(field: string): string {
  return `json_extract(body, '$.${field}')`;
}

/** Throws a `StoreError` when the database is another program's, or a newer Preflight's. Changes nothing. */
export function checkOwner(database: DatabaseSync): void {
  const owner = pragma(database, 'application_id');
  if (owner === applicationId) {
    if (pragma(database, 'user_version') > latestVersion) throw new StoreError('newer');
    return;
  }
  if (owner !== 0 || !isOf01(database)) throw new StoreError('foreign');
}

/** A file of 0.1, or of one that was ended while it made the file: it has no tables but collections. */
function isOf01(database: DatabaseSync): boolean {
  if (pragma(database, 'user_version') !== 0) return false;
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  return tables.all().every(({ name }) => {
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(String(name));
    return (
      collections.some((collection) => collection === name) &&
      columns.map((column) => column['name']).join() === 'id,version,body'
    );
  });
}

/** Brings a database that is ours up to date: forward only, each step as one commit, so that it can end anywhere and be run again. */
export function migrate(database: DatabaseSync): void {
  if (pragma(database, 'user_version') < 1) transaction(database, () => toFirst(database));
  else createSchema(database);
  if (pragma(database, 'user_version') < 2) forgetDeleted(database);
}

function toFirst(database: DatabaseSync): void {
  // Another process may have been first.
  if (pragma(database, 'user_version') >= 1) return;
  createSchema(database);
  database.exec(`
    DROP INDEX IF EXISTS wakeUps_at;
    UPDATE wakeUps SET body = json_set(body, '$.dueAt', coalesce(${expression('againAt')}, ${expression('at')}, 0))
      WHERE json_valid(body) AND ${expression('dueAt')} IS NULL;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = 1;
  `);
}

/** 0.1 left what it deleted in the free pages of the file. Where there is no room to write the file anew, the next start tries again. */
function forgetDeleted(database: DatabaseSync): void {
  try {
    if (pragma(database, 'page_count') > 0) database.exec('VACUUM');
    database.exec('PRAGMA user_version = 2');
  } catch {
    // Nothing else depends on it.
  }
}

/** Makes the tables and indexes that are missing. */
function createSchema(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS _set_aside (
      collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT, name TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS _probe (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  `);
  for (const collection of collections) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${collection} (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT`,
    );
    try {
      createIndexes(database, collection);
    } catch (error) {
      if (!isMalformedJson(error)) throw error;
      setUnreadableAside(database, collection, Date.now());
    }
  }
}

function createIndexes(database: DatabaseSync, collection: CollectionName): void {
  for (const field of indexedFields[collection])
    database.exec(
      `CREATE INDEX IF NOT EXISTS ${indexName(collection, field)} ON ${collection} (${expression(field)}, id) WHERE ${expression(field)} IS NOT NULL`,
    );
}

/** Sets every record aside whose body is no JSON. SQLite can neither index nor delete such a row while there are indexes on its body. */
export function setUnreadableAside(database: DatabaseSync, collection: CollectionName, at: number): void {
  for (const field of indexedFields[collection]) database.exec(`DROP INDEX IF EXISTS ${indexName(collection, field)}`);
  const rows = database.prepare(`SELECT id, version, body FROM ${collection} WHERE NOT json_valid(body)`).all();
  for (const row of rows) copyAside(database, collection, row, at);
  database.exec(`DELETE FROM ${collection} WHERE NOT json_valid(body)`);
  createIndexes(database, collection);
}

/** Notes a record among those set aside; where it may hold hardware hashes, only that it was there. */
export function copyAside(
  database: DatabaseSync,
  collection: CollectionName,
  row: Record<string, unknown>,
  at: number,
): void {
  const { id, version, body } = row;
  database
    .prepare('INSERT INTO _set_aside (collection, id, version, body, name, at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(
      collection,
      String(id),
      Number(version),
      secretCollections.has(collection) ? null : String(body),
      nameOf(String(id), String(body)),
      at,
    );
}

/** A serial number where one can be read, from the body or from the key of a device; else the id. */
function nameOf(id: string, body: string): string {
  const [serialNumber = id.split('|').at(-1) ?? id] = [/"serialNumber"\s*:\s*"([^"\\]{1,64})"/.exec(body)?.[1]];
  return serialNumber.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').slice(0, 80);
}

function indexName(collection: string, field: string): string {
  return `${collection}_${field.replaceAll('.', '_')}`;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
}
