import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Registration } from '../registration.ts';
import { auditRequest } from '../writeAudit.ts';
import { readBatchView } from './readBatchView.ts';

/** Drops a draft and the hardware hashes it holds. What was already decided stays decided. */
export async function cancel(
  request: Parameters<Registration['cancel']>[0],
  world: Pick<Ports, 'store' | 'clock' | 'newId' | 'health'>,
  policy: Policy,
): ReturnType<Registration['cancel']> {
  const batch = await world.store.get('batches', request.batchId);
  if (batch === undefined) return { kind: 'notFound' };
  if (batch.state !== 'draft') return { kind: 'alreadyDecided', view: await readBatchView(batch, world, policy) };
  await auditRequest(world, {
    actor: request.actor,
    action: 'askedToCancel',
    subject: batch.id,
    detail: { fileName: batch.fileName },
    activityId: request.activityId,
  });
  const cancelled = await world.store.replace('batches', {
    ...batch,
    state: 'cancelled',
    decidedBy: request.actor,
    decidedAt: world.clock.now(),
  });
  if (cancelled === undefined) return cancel(request, world, policy);
  await deleteRows(batch.id, world.store);
  return { kind: 'cancelled', view: await readBatchView(cancelled, world, policy) };
}

/** Removes the rows of a batch, hashes included. */
export async function deleteRows(batchId: string, store: Ports['store']): Promise<void> {
  for await (const rows of everyRecord(store, 'batchRows', { equals: { batchId } }, 10)) {
    await store.delete('batchRows', rows.id, rows.version);
  }
}
