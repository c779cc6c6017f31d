import { isDeepStrictEqual } from 'node:util';
import type { Ports } from '../ports/ports.ts';

/** Stores a conversation's reference where it is new or has changed. Losing a race to a newer one is fine. */
export async function rememberConversation(
  conversationId: string,
  reference: unknown,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<void> {
  const known = await store.get('conversations', conversationId);
  if (known === undefined) await store.create('conversations', { id: conversationId, reference, seenAt: clock.now() });
  else if (!isDeepStrictEqual(known.reference, reference)) {
    await store.replace('conversations', { ...known, reference, seenAt: clock.now() });
  }
}
