import type { Ports } from '../ports/ports.ts';
import { audienceOf } from './unreached.ts';

/**
 * Somebody wrote or clicked in a conversation: what waits for it is tried at once, and a channel that had been given up is told again. Resolves
 * with whether anything may wait.
 */
export async function reopenAudience(
  conversationId: string,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<boolean> {
  const id = audienceOf(conversationId);
  const audience = await store.get('unreachedAudiences', id);
  const channel = await store.get('channels', id);
  if (channel?.stoppedBecause !== undefined) await store.replace('channels', { ...channel, stoppedBecause: undefined });
  if (audience === undefined) return false;
  // Whether it can be reached again shows the next message; until then it stays in `health`.
  const reopened = { ...audience, attempts: 0, pausedUntil: clock.now(), droppedMessages: undefined };
  if ((await store.replace('unreachedAudiences', reopened)) === undefined) return reopenAudience(id, { store, clock });
  return true;
}
