import type { SQLInputValue } from 'node:sqlite';
import { type CollectionName, type Filter, indexedFields, type Query } from '../registration/ports/store.ts';
import type { Prepare } from './rows.ts';
import { expression } from './schema.ts';

/** A row of a collection. */
export type Row = Record<string, unknown>;

/** Most values of one look-up. */
const mostValues = 500;

/** The rows of a page, and the cursor of the next one. */
export function selectPage<C extends CollectionName>(
  collection: C,
  query: Query<C>,
  prepare: Prepare,
): { rows: Row[]; cursor: string | undefined } {
  const { where, values } = conditions(collection, query);
  const order = query.atMost === undefined ? undefined : expression(query.atMost.field);
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const keyset = order === undefined ? 'id > ?' : `(${order}, id) > (?, ?)`;
  const clauses = after === undefined ? where : `${where === '' ? 'WHERE' : `${where} AND`} ${keyset}`;
  if (after !== undefined) values.push(...(order === undefined ? [after.id] : [after.value ?? 0, after.id]));
  const sort = order === undefined ? 'id' : `${order}, id`;
  const sql = `SELECT id, version, body, ${order ?? 'NULL'} AS sort FROM ${collection} ${clauses} ORDER BY ${sort} LIMIT ?`;
  const found = prepare(sql).all(...values, query.limit + 1);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const isMore = found.length > query.limit && last !== undefined;
  return { rows, cursor: isMore ? JSON.stringify([last['sort'], last['id']]) : undefined };
}

/** How many rows fit. */
export function countRows<C extends CollectionName>(collection: C, filter: Filter<C>, prepare: Prepare): number {
  const { where, values } = conditions(collection, filter);
  const row = prepare(`SELECT COUNT(*) AS count FROM ${collection} ${where}`).get(...values);
  return Number(row?.['count'] ?? 0);
}

function conditions<C extends CollectionName>(
  collection: C,
  filter: Filter<C>,
): { where: string; values: SQLInputValue[] } {
  const known: readonly string[] = indexedFields[collection];
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (field: string, comparison: string, value: SQLInputValue) => {
    if (!known.includes(field)) throw new Error(`${collection} has no index on ${field}`);
    parts.push(`${expression(field)} ${comparison}`);
    values.push(value);
  };
  for (const [field, value] of Object.entries<string | number | undefined>(filter.equals ?? {})) {
    if (value !== undefined) add(field, '= ?', value);
  }
  if (filter.equalsAny !== undefined) {
    const { field, values: wanted } = filter.equalsAny;
    if (wanted.length > mostValues) throw new Error(`at most ${mostValues} values can be looked up at once`);
    add(field, 'IN (SELECT value FROM json_each(?))', JSON.stringify(wanted));
  }
  if (filter.atMost !== undefined) add(filter.atMost.field, '<= ?', filter.atMost.value);
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

/** A cursor names the last record seen, by its sort value and id: stable while records come and go. */
function parseCursor(cursor: string): { value: number | undefined; id: string } {
  const [value, id] = JSON.parse(cursor) as [number | null, string];
  return { value: value ?? undefined, id };
}
