import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { deleteRows } from './cancel.ts';
import { findingsKept } from './findingPages.ts';

/** Drafts nobody decided on are dropped after a week, finished digests after thirty days. */
const draftAge = findingsKept;
const digestAge = 30 * 24 * 3_600_000;

/** Removes what is no longer needed: old drafts with the hardware hashes they hold, hashes of devices Autopilot has, told digests. */
export async function housekeeping({ store, clock, log }: Pick<Ports, 'store' | 'clock' | 'log'>): Promise<void> {
  const now = clock.now();
  let removed = 0;
  for (const state of ['draft', 'cancelled'] as const) {
    for await (const batch of everyRecord(store, 'batches', { equals: { state } })) {
      if (now - batch.createdAt < draftAge) continue;
      if (await store.delete('batches', batch.id, batch.version)) removed += 1;
      await deleteRows(batch.id, store);
    }
  }
  for await (const rows of everyRecord(store, 'batchRows', {}, 10)) {
    const batch = await store.get('batches', rows.batchId);
    const needed = batch === undefined ? false : batch.state === 'draft' || batch.state === 'registering';
    if (!needed && (await store.delete('batchRows', rows.id, rows.version))) removed += 1;
  }
  const forgotten = { atMost: { field: 'createdAt', value: now - findingsKept } } as const;
  for await (const page of everyRecord(store, 'findingPages', forgotten, 20)) {
    if (await store.delete('findingPages', page.id, page.version)) removed += 1;
  }
  for await (const digest of everyRecord(store, 'digests', { equals: { state: 'done' } })) {
    if (now - digest.createdAt >= digestAge && (await store.delete('digests', digest.id, digest.version))) removed += 1;
  }
  removed += await dropHashes(store);
  if (removed > 0) log.info({ removed }, 'records that are no longer needed were removed');
}

async function dropHashes(store: Ports['store']): Promise<number> {
  let removed = 0;
  for await (const hash of everyRecord(store, 'hashes', {}, 100)) {
    const device = await store.get('devices', hash.id);
    const needed =
      device?.status === 'pending' &&
      (device.step === 'accepted' || device.step === 'importing' || device.step === 'imported');
    if (!needed && device !== undefined && (await store.delete('hashes', hash.id, hash.version))) removed += 1;
  }
  return removed;
}
