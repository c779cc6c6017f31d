import { parentPort } from 'node:worker_threads';
import type { Cell } from './cells.ts';
import { playJourney } from './journey.ts';
import { judge } from './judge.ts';
import { hurryTimers } from './timers.ts';

/*
 * A thread that plays cells one after the other: gets a cell, answers with its row.
 */

console.warn = () => undefined;
hurryTimers();
parentPort?.on('message', (cell: Cell) => {
  const startedAt = performance.now();
  playJourney(cell).then(
    (played) => {
      const row = judge(cell, played);
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      parentPort?.postMessage({ ...row, facts: { ...row.facts, seconds } });
    },
    (error: unknown) => {
      throw error;
    },
  );
});
