import type { Ports } from '../ports/ports.ts';
import { audienceOf } from './unreached.ts';

/**
 * Somebody wrote or clicked in a conversation: what waits for it is tried at once, and a channel that had been given up is told again. Resolves
 * with whether anything may wait.
 */
export async function reopenAudience(conversationId: string, { store }: Pick<Ports, 'store'>): Promise<boolean> {
  const id = audienceOf(conversationId);
  const audience = await store.get('unreachedAudiences', id);
  const channel = await store.get('channels', id);
  if (channel?.stoppedBecause !== undefined) await store.replace('channels', { ...channel, stoppedBecause: undefined });
  if (audience === undefined) return false;
  // Whether it can be reached again shows the next message; if not, that is noted anew.
  await store.delete('unreachedAudiences', id, audience.version);
  return true;
}
