import { Worker } from 'node:worker_threads';
import type { IntakeOptions } from '../intake/readDeviceRows.ts';
import type { ReportRow } from '../intake/report.ts';
import type { FileReading } from './readWhole.ts';
import type { ReadingAnswer, ReadingOrder } from './threadMessages.ts';

/** How much a file may cost to read. */
export interface ReadingLimits {
  /** Milliseconds from the start of its thread. */
  deadline: number;
  /** Heap of its thread, in megabytes. */
  heap: number;
}

/** A file was not read to its end; the reason ends a sentence that begins with “The file could not be read to its end:”. */
export class ReadingEnded extends Error {
  override readonly name = 'ReadingEnded';
}

/**
 * Reads a file in a thread of its own, which is ended when it takes too long or too much memory: then it rejects with `ReadingEnded`, and the
 * process goes on. The bytes are copied.
 */
export function readInThread(
  bytes: Uint8Array,
  options: IntakeOptions,
  { deadline, heap }: ReadingLimits,
): Promise<FileReading> {
  const { promise, resolve, reject } = Promise.withResolvers<FileReading>();
  const rows: ReportRow[] = [];
  const thread = new Worker(new URL('./readingThread.ts', import.meta.url), {
    workerData: { bytes, options } satisfies ReadingOrder,
    resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: 16 },
  });
  const timer = setTimeout(
    () => end(new ReadingEnded(`reading took longer than ${Math.round(deadline / 1_000)} seconds`)),
    deadline,
  );
  const end = (error: Error) => {
    reject(error);
    void thread.terminate();
  };
  thread.on('message', (answer: ReadingAnswer) => {
    if ('rest' in answer) resolve({ report: { ...answer.rest, rows }, digest: answer.digest });
    else {
      rows.push(...answer.rows);
      // Whatever else waits has its turn before the next piece is asked for.
      setImmediate(() => thread.postMessage('more'));
    }
  });
  thread.on('error', (error) => end(isOutOfMemory(error) ? new ReadingEnded('reading took too much memory') : error));
  thread.on('exit', (code) => end(new Error(`the thread that reads a file ended with ${code}`)));
  return promise.finally(() => clearTimeout(timer));
}

function isOutOfMemory(error: Error & { code?: unknown }): boolean {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
