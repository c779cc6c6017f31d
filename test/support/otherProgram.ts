import { DatabaseSync } from 'node:sqlite';

/** Another program that has the database open, and can hold SQLite's write lock. */
export function otherProgram(path: string) {
  const database = new DatabaseSync(path);
  return {
    database,
    lock: () => database.exec('BEGIN IMMEDIATE'),
    unlock: () => database.exec('ROLLBACK'),
    close: () => database.close(),
  };
}

/** Runs `work` and resolves with the longest time, in milliseconds, in which nothing else had its turn. */
export async function longestStall(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(longest, performance.now() - last);
}
