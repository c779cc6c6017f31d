import type { DatabaseSync } from 'node:sqlite';

/** Runs writes as one commit. The first error is the one that is thrown, whatever undoing comes to: a full disk has undone it already. */
export function transaction<T>(database: DatabaseSync, run: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      if (database.isTransaction) database.exec('ROLLBACK');
    } catch {
      // SQLite rolls back by itself where it cannot go on.
    }
    throw error;
  }
}
