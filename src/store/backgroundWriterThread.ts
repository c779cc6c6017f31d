import { parentPort, workerData } from 'node:worker_threads';
import type { WriteAnswer, WriteOrder } from './backgroundWriter.ts';
import { connectDatabase } from './openDatabase.ts';
import { insertRow, preparer } from './rows.ts';
import { transaction } from './transaction.ts';

const database = connectDatabase(String(workerData));
const prepare = preparer(database);

parentPort?.on('message', (order: WriteOrder) => parentPort?.postMessage(write(order)));

/** Tries once: whoever asked waits for other programs, and asks again. */
function write({ order, collection, records }: WriteOrder): WriteAnswer {
  try {
    const inserted = transaction(database, () => records.filter((record) => insertRow(prepare, collection, record)));
    return { order, inserted: inserted.map(({ id }) => id) };
  } catch (error) {
    const { code, errcode } = error as { code?: unknown; errcode?: unknown };
    return { order, failure: { message: error instanceof Error ? error.message : String(error), code, errcode } };
  }
}
