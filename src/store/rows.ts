import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CollectionName, Collections } from '../registration/ports/store.ts';
import type { Draft } from '../registration/ports/stored.ts';

/** Prepares a statement, once. */
export type Prepare = (sql: string) => StatementSync;

/** Remembers the statements of a connection. */
export function preparer(database: DatabaseSync): Prepare {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
}

/** Inserts; `false` when the id is taken. */
export function insertRow<C extends CollectionName>(
  prepare: Prepare,
  collection: C,
  record: Draft<Collections[C]>,
): boolean {
  const sql = `INSERT INTO ${collection} (id, version, body) VALUES (?, 1, ?) ON CONFLICT (id) DO NOTHING`;
  return prepare(sql).run(record.id, JSON.stringify(record)).changes === 1;
}

/** Replaces the version that was read; resolves with the record as stored now. */
export function updateRow<C extends CollectionName>(
  prepare: Prepare,
  collection: C,
  record: Collections[C],
): Collections[C] | undefined {
  const sql = `UPDATE ${collection} SET version = version + 1, body = ? WHERE id = ? AND version = ?`;
  const { changes } = prepare(sql).run(JSON.stringify(record), record.id, record.version);
  return changes === 1 ? { ...record, version: record.version + 1 } : undefined;
}

/** Deletes the version that was read; `false` when it changed or is gone. */
export function deleteRow(prepare: Prepare, collection: CollectionName, id: string, version: number): boolean {
  return prepare(`DELETE FROM ${collection} WHERE id = ? AND version = ?`).run(id, version).changes === 1;
}
