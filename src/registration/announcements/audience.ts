import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { isAbout } from './channels.ts';
import type { DigestDelivery } from './digest.ts';

/** The requester's chat, and every channel that subscribed to digests. */
export async function audience(batchId: string | undefined, store: Ports['store']): Promise<DigestDelivery[]> {
  const conversations: string[] = [];
  const batch = batchId === undefined ? undefined : await store.get('batches', batchId);
  if (batch?.card !== undefined) conversations.push(batch.card.conversationId);
  for await (const channel of everyRecord(store, 'channels', {})) {
    if (channel.stoppedBecause === undefined && isAbout(channel, 'digests')) conversations.push(channel.id);
  }
  return [...new Set(conversations)].map((conversationId) => ({ conversationId, state: 'waiting', attempts: 0 }));
}
