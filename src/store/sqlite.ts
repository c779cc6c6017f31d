import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import {
  type CollectionName,
  type Collections,
  type Filter,
  indexedFields,
  type Page,
  type Query,
  type Store,
} from '../registration/ports/store.ts';
import type { Draft } from '../registration/ports/stored.ts';

/** A store in one SQLite file; `close` writes everything back and releases it. */
export interface SqliteStore extends Store {
  close(): void;
}

/**
 * Opens a store in a SQLite file, made where it does not exist; `:memory:` keeps it in memory.
 *
 * @remarks Write-ahead log with `synchronous=FULL`: a resolved write survives the end of the process and of the power. Several processes
 * may open one file; each write is checked against the version that was read.
 */
export function openSqliteStore(path: string): SqliteStore {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  createTables(database);
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepare = (sql: string) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };

  function insert<C extends CollectionName>(collection: C, record: Draft<Collections[C]>): boolean {
    const sql = `INSERT INTO ${collection} (id, version, body) VALUES (?, 1, ?) ON CONFLICT (id) DO NOTHING`;
    return prepare(sql).run(record.id, JSON.stringify(record)).changes === 1;
  }

  function update<C extends CollectionName>(collection: C, record: Collections[C]): Collections[C] | undefined {
    const sql = `UPDATE ${collection} SET version = version + 1, body = ? WHERE id = ? AND version = ?`;
    const { changes } = prepare(sql).run(JSON.stringify(record), record.id, record.version);
    return changes === 1 ? stored(collection, record, record.version + 1) : undefined;
  }

  return {
    async get(collection, id) {
      const row = prepare(`SELECT id, version, body FROM ${collection} WHERE id = ?`).get(id);
      return row === undefined ? undefined : read(collection, row);
    },
    async create(collection, record) {
      return insert(collection, record) ? stored(collection, record, 1) : undefined;
    },
    async createAll(collection, records) {
      return transaction(
        database,
        () => new Set(records.filter((record) => insert(collection, record)).map(({ id }) => id)),
      );
    },
    async replace(collection, record) {
      return update(collection, record);
    },
    async replaceAll(collection, records) {
      return transaction(database, () => records.map((record) => update(collection, record)));
    },
    async delete(collection, id, version) {
      return prepare(`DELETE FROM ${collection} WHERE id = ? AND version = ?`).run(id, version).changes === 1;
    },
    async query(collection, query) {
      return page(collection, query, prepare);
    },
    async count(collection, filter) {
      const { where, values } = conditions(collection, filter);
      const row = prepare(`SELECT COUNT(*) AS count FROM ${collection} ${where}`).get(...values);
      return Number(row?.['count'] ?? 0);
    },
    close() {
      prepared.clear();
      database.close();
    },
  };
}

type Prepare = (sql: string) => ReturnType<DatabaseSync['prepare']>;
type Row = Record<string, unknown>;

function createTables(database: DatabaseSync): void {
  for (const [collection, fields] of Object.entries(indexedFields)) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${collection} (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT`,
    );
    for (const field of fields) {
      const name = `${collection}_${field.replaceAll('.', '_')}`;
      database.exec(
        `CREATE INDEX IF NOT EXISTS ${name} ON ${collection} (${expression(field)}, id) WHERE ${expression(field)} IS NOT NULL`,
      );
    }
  }
}

/** The SQL of an indexed field. Fields come from `indexedFields`, never from outside. */
function expression(field: string): string {
  return `json_extract(body, '$.${field}')`;
}

/** Runs writes as one commit. */
function transaction<T>(database: DatabaseSync, run: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function read<C extends CollectionName>(_collection: C, row: Row): Collections[C] {
  return { ...(JSON.parse(String(row['body'])) as Collections[C]), version: Number(row['version']) };
}

function stored<C extends CollectionName>(
  _collection: C,
  record: Draft<Collections[C]>,
  version: number,
): Collections[C] {
  return { ...(record as Collections[C]), version };
}

function conditions<C extends CollectionName>(
  collection: C,
  filter: Filter<C>,
): { where: string; values: SQLInputValue[] } {
  const known: readonly string[] = indexedFields[collection];
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (field: string, operator: string, value: SQLInputValue) => {
    if (!known.includes(field)) throw new Error(`${collection} has no index on ${field}`);
    parts.push(`${expression(field)} ${operator} ?`);
    values.push(value);
  };
  for (const [field, value] of Object.entries<string | number | undefined>(filter.equals ?? {})) {
    if (value !== undefined) add(field, '=', value);
  }
  if (filter.atMost !== undefined) add(filter.atMost.field, '<=', filter.atMost.value);
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

function page<C extends CollectionName>(collection: C, query: Query<C>, prepare: Prepare): Page<Collections[C]> {
  const { where, values } = conditions(collection, query);
  const order = query.atMost === undefined ? undefined : expression(query.atMost.field);
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const keyset = order === undefined ? 'id > ?' : `(${order}, id) > (?, ?)`;
  const clauses = after === undefined ? where : `${where === '' ? 'WHERE' : `${where} AND`} ${keyset}`;
  if (after !== undefined) values.push(...(order === undefined ? [after.id] : [after.value ?? 0, after.id]));
  const sort = order === undefined ? 'id' : `${order}, id`;
  const sql = `SELECT id, version, body, ${order ?? 'NULL'} AS sort FROM ${collection} ${clauses} ORDER BY ${sort} LIMIT ?`;
  const rows = prepare(sql).all(...values, query.limit + 1);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const cursor =
    rows.length > query.limit && last !== undefined ? JSON.stringify([last['sort'], last['id']]) : undefined;
  return { items: items.map((row) => read(collection, row)), cursor };
}

/** A cursor names the last record seen, by its sort value and id: stable while records come and go. */
function parseCursor(cursor: string): { value: number | undefined; id: string } {
  const [value, id] = JSON.parse(cursor) as [number | null, string];
  return { value: value ?? undefined, id };
}
