import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { inTurns } from './inTurns.ts';
import { readWhole } from './readWhole.ts';
import { type ReadingAnswer, type ReadingOrder, rowsPerMessage } from './threadMessages.ts';

/*
 * Reads one file and gives back what it says in pieces, each when it is asked for: the other side takes a message in at one go, and must not be
 * held up by the hashes of a whole file.
 */
const { bytes, options } = workerData as ReadingOrder;
const { report, digest } = await readWhole(bytes, options);
const { rows, ...rest } = report;
if (parentPort !== null) {
  for await (const piece of inTurns(rows, rowsPerMessage)) {
    const asked = once(parentPort, 'message');
    parentPort.postMessage({ rows: piece } satisfies ReadingAnswer);
    await asked;
  }
  parentPort.postMessage({ rest, digest } satisfies ReadingAnswer);
}
