import { parentPort, workerData } from 'node:worker_threads';
import type { WriteAnswer, WriteOrder } from './backgroundWriter.ts';
import { openSqliteStore } from './sqlite.ts';

const store = openSqliteStore(String(workerData));

parentPort?.on('message', async ({ order, collection, records }: WriteOrder) => {
  parentPort?.postMessage(await write(order, collection, records));
});

async function write(
  order: number,
  collection: WriteOrder['collection'],
  records: WriteOrder['records'],
): Promise<WriteAnswer> {
  try {
    return { order, inserted: [...(await store.createAll(collection, records))] };
  } catch (error) {
    return { order, failure: error instanceof Error ? error.message : String(error) };
  }
}
