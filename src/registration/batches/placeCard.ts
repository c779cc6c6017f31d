import type { Ports } from '../ports/ports.ts';
import type { Batch } from './batch.ts';

/** Remembers which activity shows a batch. */
export async function placeCard(
  batchId: string,
  card: NonNullable<Batch['card']>,
  store: Ports['store'],
): Promise<void> {
  const batch = await store.get('batches', batchId);
  if (batch === undefined) return;
  if ((await store.replace('batches', { ...batch, card })) === undefined) await placeCard(batchId, card, store);
}
