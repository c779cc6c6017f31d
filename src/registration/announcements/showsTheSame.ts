import type { Ports } from '../ports/ports.ts';
import type { Digest } from './digest.ts';
import { audienceOf } from './unreached.ts';

/** What a batch's card counts: whoever reads it there knows of these. */
const onTheCard: ReadonlySet<Digest['kind']> = new Set(['ready', 'active', 'inactive', 'failed', 'removed']);

/** Whether the card of the batch, in the same conversation, shows what the digest tells: a card can be edited as often as needed. `soon`: it has to be drawn first. */
export async function showsTheSame(
  { batchId, kind, createdAt }: Digest,
  conversationId: string,
  store: Ports['store'],
): Promise<'yes' | 'soon' | 'no'> {
  if (batchId === undefined || !onTheCard.has(kind)) return 'no';
  const batch = await store.get('batches', batchId);
  if (batch?.card === undefined || audienceOf(batch.card.conversationId) !== audienceOf(conversationId)) return 'no';
  if ((batch.cardDrawnAt ?? 0) >= createdAt) return 'yes';
  return batch.cardDueAt === undefined ? 'no' : 'soon';
}
