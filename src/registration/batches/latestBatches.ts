import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Batch } from './batch.ts';
import { type BatchReading, readBatchView } from './readBatchView.ts';
import type { BatchView } from './view.ts';

/** The latest batches somebody registered, newest first. */
export async function latestBatches(limit: number, ports: BatchReading, policy: Policy): Promise<BatchView[]> {
  const batches: Batch[] = [];
  for (const state of ['registering', 'open', 'closed'] as const) {
    for await (const batch of everyRecord(ports.store, 'batches', { equals: { state } })) {
      batches.push(batch);
      if (batches.length > limit * 4) keepNewest(batches, limit);
    }
  }
  keepNewest(batches, limit);
  return Promise.all(batches.map((batch) => readBatchView(batch, ports, policy)));
}

function keepNewest(batches: Batch[], limit: number): void {
  batches.sort((a, b) => b.createdAt - a.createdAt).splice(limit);
}
