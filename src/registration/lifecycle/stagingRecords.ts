import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import type { StagingRecord } from './stagingRecord.ts';

type World = Pick<Ports, 'store' | 'clock' | 'autopilot' | 'log'>;

/**
 * Removed at once: one batch. With a pass every five seconds that is 80 in 20 seconds, where Intune takes 100 writes from an application
 * and turns everything after them away (docs/sources.md, throttling).
 */
const removedAtOnce = 20;
/** Milliseconds until those that could not be removed are tried again. */
const tryAgain = 5 * 60_000;

/** Notes records to be removed; those already noted are fine. */
export async function noteStagingRecords(
  records: readonly Pick<StagingRecord, 'id' | 'deviceId'>[],
  { store, clock }: Pick<World, 'store' | 'clock'>,
): Promise<void> {
  if (records.length === 0) return;
  const dueAt = clock.now();
  await store.createAll(
    'stagingRecords',
    records.map((record) => ({ ...record, dueAt })),
  );
}

/**
 * Removes some of the noted records. A failure is logged, and the records are tried again later.
 *
 * @remarks A record is noted before the device that has read it is committed. Where that commit did not happen the device is still
 * importing, and without its record the import would be taken for lost and sent again: the record waits.
 */
export async function removeStagingRecords({ store, clock, autopilot, log }: World): Promise<void> {
  const now = clock.now();
  const { items } = await store.query('stagingRecords', {
    atMost: { field: 'dueAt', value: now },
    limit: removedAtOnce,
  });
  const over: StagingRecord[] = [];
  for (const record of items) {
    if (await isImporting(record, store)) await store.replace('stagingRecords', { ...record, dueAt: now + tryAgain });
    else over.push(record);
  }
  if (over.length === 0) return;
  try {
    await autopilot.deleteImportRecords(over.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code, status, requestId } = error;
    log.warn({ code, status, requestId }, 'staging records could not be removed yet');
    for (const record of over) await store.replace('stagingRecords', { ...record, dueAt: now + tryAgain });
    return;
  }
  for (const { id, version } of over) await store.delete('stagingRecords', id, version);
}

async function isImporting({ deviceId }: StagingRecord, store: World['store']): Promise<boolean> {
  const device = await store.get('devices', deviceId);
  return device?.status === 'pending' && device.step === 'importing';
}
