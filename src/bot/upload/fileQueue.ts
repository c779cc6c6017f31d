/** How many files are in hand. */
export interface FileQueueLimits {
  /** Files in hand at once, of all people together: their bytes are held in memory. */
  atOnce: number;
  /** Files of one person that wait. */
  waiting: number;
}

/** Takes files into hand, one of each person at a time. */
export interface FileQueue {
  /** Runs a task when it is its turn, in the order of that person's; `undefined`, and nothing is run, when too many of theirs wait already. */
  run<T>(personId: string, task: () => Promise<T>): Promise<T | undefined>;
}

const usualLimits: FileQueueLimits = { atOnce: 3, waiting: 20 };

/** A queue that gives each person who waits their turn after the others, however many files one of them sent. */
export function createFileQueue({ atOnce, waiting }: FileQueueLimits = usualLimits): FileQueue {
  const lines = new Map<string, (() => void)[]>();
  const busy = new Set<string>();

  function next(): void {
    for (const [personId, line] of lines) {
      if (busy.size >= atOnce) return;
      if (busy.has(personId)) continue;
      const start = line.shift();
      if (line.length === 0) lines.delete(personId);
      busy.add(personId);
      start?.();
    }
  }

  return {
    async run(personId, task) {
      const line = lines.get(personId) ?? [];
      if (line.length >= waiting) return undefined;
      await new Promise<void>((start) => {
        line.push(start);
        lines.set(personId, line);
        next();
      });
      try {
        return await task();
      } finally {
        busy.delete(personId);
        // The others' turn first.
        const left = lines.get(personId);
        lines.delete(personId);
        if (left !== undefined) lines.set(personId, left);
        next();
      }
    },
  };
}
