import type { DatabaseSync } from 'node:sqlite';

/** Takes what was deleted out of the write-ahead log, too, a moment after the deletion. */
export interface Purge {
  /** Something was deleted that must be gone. */
  due(): void;
  /** Nothing is due. */
  isClean(): boolean;
  stop(): void;
}

/** Deletions of this long share a checkpoint; one that another program keeps from ending is tried again later and later. Milliseconds. */
const gathered = 200;
const longestPause = 60_000;

/** `run` runs a write in its turn. */
export function createPurge(database: DatabaseSync, run: (write: () => boolean) => Promise<boolean>): Purge {
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;
  const after = (pause: number) => {
    timer = setTimeout(() => void checkpoint(pause), pause);
    timer.unref();
  };
  const checkpoint = async (pause: number) => {
    isDue = false;
    const isDone = await run(() => truncate(database)).catch(() => false);
    timer = undefined;
    if (!isDone) isDue = true;
    if (isDue) after(isDone ? gathered : Math.min(pause * 2, longestPause));
  };
  return {
    due() {
      isDue = true;
      if (timer === undefined) after(gathered);
    },
    isClean: () => !isDue && timer === undefined,
    stop: () => clearTimeout(timer),
  };
}

/** Writes the log back into the file and empties it; `false` where somebody still reads from it. Waits for nobody. */
function truncate(database: DatabaseSync): boolean {
  return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
}
