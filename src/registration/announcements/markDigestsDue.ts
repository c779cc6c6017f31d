import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** Devices of a batch changed: its digests that live are to be looked at. */
export function markDigestsDue(batchId: string, world: World): Promise<void> {
  return markDue({ equals: { liveIn: batchId } }, world);
}

/** Makes every digest due that lives: at start nobody knows which of them the last run of the process left behind. */
export function markAllDigestsDue(world: World): Promise<void> {
  return markDue({}, world);
}

async function markDue(filter: Parameters<typeof everyRecord<'digests'>>[2], { store, clock }: World): Promise<void> {
  const ids: string[] = [];
  for await (const { id, liveIn } of everyRecord(store, 'digests', filter)) if (liveIn !== undefined) ids.push(id);
  for (const id of ids) await markOneDue(id, { store, clock });
}

/** Others may write the digest all the time, the delivery for one: what they note last is looked at in the end. */
async function markOneDue(id: string, { store, clock }: World): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const digest = await store.get('digests', id);
    const liveDueAt = clock.now();
    if (digest?.liveIn === undefined || digest.liveDueAt === liveDueAt) return;
    if ((await store.replace('digests', { ...digest, liveDueAt })) !== undefined) return;
  }
}
