import { forgetAnswered } from '../answered/answeredActivities.ts';
import type { Device } from '../lifecycle/device.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { deleteRows } from './cancel.ts';
import { findingsKept } from './findingPages.ts';

/** Drafts nobody decided on are dropped after a week, finished digests after thirty days. */
const draftAge = findingsKept;
const digestAge = 30 * 24 * 3_600_000;
/** The hardware hash of a failed device is kept this long, so that it can be tried again without its file: a week, in milliseconds. */
export const failedHashKept = 7 * 24 * 3_600_000;

/** Removes what is no longer needed: old drafts with the hardware hashes they hold, hashes of devices that Autopilot has or that failed long ago, told digests. */
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
  // A card that shows the devices still draws them anew when somebody presses its button.
  for (const collection of ['shownDevices', 'marks'] as const) {
    const old = { atMost: { field: 'at', value: now - digestAge } } as const;
    for await (const record of everyRecord(store, collection, old))
      if (await store.delete(collection, record.id, record.version)) removed += 1;
  }
  for await (const draft of everyRecord(store, 'namingExceptions', { equals: { state: 'draft' } })) {
    if (now - draft.requestedAt < draftAge) continue;
    if (await store.delete('namingExceptions', draft.id, draft.version)) removed += 1;
  }
  removed += await dropHashes(store, now);
  removed += await forgetAnswered({ store, clock });
  if (removed > 0) log.info({ removed }, 'records that are no longer needed were removed');
}

async function dropHashes(store: Ports['store'], now: number): Promise<number> {
  let removed = 0;
  for await (const hash of everyRecord(store, 'hashes', {}, 100)) {
    const device = await store.get('devices', hash.id);
    if (device !== undefined && !needsHash(device, now) && (await store.delete('hashes', hash.id, hash.version)))
      removed += 1;
  }
  return removed;
}

function needsHash({ status, step, stepSince }: Device, now: number): boolean {
  if (status === 'failed') return now - stepSince < failedHashKept;
  return status === 'pending' && (step === 'accepted' || step === 'importing' || step === 'imported');
}
