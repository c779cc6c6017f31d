import type { DatabaseSync } from 'node:sqlite';
import { isRecord } from '../registration/ports/recordShapes.ts';
import type { CollectionName, Collections } from '../registration/ports/store.ts';
import type { SetAsideRecord, StoreCondition } from '../registration/ports/storeError.ts';
import { isMalformedJson } from './explain.ts';
import { copyAside, setUnreadableAside } from './schema.ts';
import type { Row } from './select.ts';
import { transaction } from './transaction.ts';

/** Records named in `health`. */
const shown = 20;

/** The record a row holds, or `undefined` when it is damaged. */
export function readRow<C extends CollectionName>(
  collection: C,
  { id, version, body }: Row,
): Collections[C] | undefined {
  if (typeof id !== 'string' || typeof body !== 'string' || !(Number(version) >= 1)) return undefined;
  const value = parse(body);
  if (!isRecord(collection, value, id)) return undefined;
  // It is nobody else's yet: a copy of each would cost more than all checks.
  return Object.assign(value, { version: Number(version) }) as unknown as Collections[C];
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Moves a damaged row out of its collection, as one commit; nothing when it has changed since. */
export function setRowAside(database: DatabaseSync, collection: CollectionName, row: Row, at: number): void {
  try {
    transaction(database, () => {
      const { id, version } = row;
      const found = database
        .prepare(`SELECT id, version, body FROM ${collection} WHERE id = ? AND version = ?`)
        .get(String(id), Number(version));
      if (found === undefined) return;
      copyAside(database, collection, found, at);
      database.prepare(`DELETE FROM ${collection} WHERE id = ? AND version = ?`).run(String(id), Number(version));
    });
  } catch (error) {
    if (!isMalformedJson(error)) throw error;
    transaction(database, () => setUnreadableAside(database, collection, at));
  }
}

/** How many records were set aside, and which last. */
export function readSetAside(database: DatabaseSync): StoreCondition['setAside'] {
  const count = Number(database.prepare('SELECT count(*) AS count FROM _set_aside').get()?.['count'] ?? 0);
  const latest = database
    .prepare('SELECT collection, name, at FROM _set_aside ORDER BY rowid DESC LIMIT ?')
    .all(shown)
    .map(
      ({ collection, name, at }): SetAsideRecord => ({
        collection: String(collection),
        name: String(name),
        at: Number(at),
      }),
    );
  return { count, latest };
}
