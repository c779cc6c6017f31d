import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { seededRandom } from '../../../sandbox/tenant/random.ts';
import type { HostileOptions, HostilePlay, HostileRow } from '../row.ts';
import { type Cell, chosen, everyCell, nameOf } from './cells.ts';

/** A cell takes this long at most, in milliseconds of the machine's time; then its thread is ended. */
const longest = 150_000;

/** The cells that were asked for. */
export function cellsFor({ only, share, seed }: Pick<HostileOptions, 'only' | 'share' | 'seed'>): Cell[] {
  const cells = chosen(everyCell(), only);
  if (share === undefined) return cells;
  const random = seededRandom(seed ?? 1);
  return cells.filter(() => random.next() < share);
}

/** Plays the answers of Microsoft Graph that lie, on as many threads as there are cores unless `workers` says otherwise. */
export const play: HostilePlay = (options) => playCells(cellsFor(options), options.workers ?? availableParallelism());

/** Plays these cells; a row comes as soon as it is played. */
export async function* playCells(cells: readonly Cell[], threads: number): AsyncGenerator<HostileRow> {
  const open = [...cells];
  const rows: HostileRow[] = [];
  let wake: () => void = () => undefined;
  const tell = (row: HostileRow) => {
    rows.push(row);
    wake();
  };
  const lanes = Array.from({ length: Math.min(threads, cells.length) }, () => lane(open, tell));
  try {
    for (let played = 0; played < cells.length; played += 1) {
      while (rows.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const row = rows.shift();
      if (row !== undefined) yield row;
    }
  } finally {
    open.length = 0;
    await Promise.all(lanes);
  }
}

/**
 * Plays on a thread, and another where that ended, until no cell is open. Signing in has a thread of its own for each cell: the library remembers
 * tokens, and the endpoint that gave them, for as long as a thread lives.
 */
async function lane(open: Cell[], tell: (row: HostileRow) => void): Promise<void> {
  let worker: Worker | undefined;
  const endThread = async () => {
    await worker?.terminate();
    worker = undefined;
  };
  for (let cell = open.shift(); cell !== undefined; cell = open.shift()) {
    if (cell.target === 'token') await endThread();
    worker ??= startThread();
    const row = await playOn(worker, cell);
    tell(
      row ?? {
        cell: nameOf(cell),
        problems: ['its thread ended, or was ended after two and a half minutes'],
        facts: {},
      },
    );
    if (row === undefined || cell.target === 'token') await endThread();
  }
  await endThread();
}

function startThread(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { env: { ...process.env, GRAPH_OPENAPI: '' } });
}

function playOn(worker: Worker, cell: Cell): Promise<HostileRow | undefined> {
  return new Promise((resolve) => {
    const end = (row: HostileRow | undefined) => {
      clearTimeout(timer);
      worker.off('message', end).off('error', fail).off('exit', fail);
      resolve(row);
    };
    const fail = () => end(undefined);
    const timer = setTimeout(fail, longest);
    worker.on('message', end).on('error', fail).on('exit', fail);
    worker.postMessage(cell);
  });
}
