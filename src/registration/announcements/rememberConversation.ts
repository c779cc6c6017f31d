import { isDeepStrictEqual } from 'node:util';
import type { Ports } from '../ports/ports.ts';

/**
 * Stores a conversation's reference, and whose personal chat it is, where that is new or has changed. Losing a race to a newer one is fine. Resolves
 * with whether a person's chat was not known before.
 */
export async function rememberConversation(
  conversationId: string,
  reference: unknown,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  personId?: string,
): Promise<boolean> {
  const known = await store.get('conversations', conversationId);
  const whose = personId === undefined ? {} : { personId };
  if (known === undefined) {
    await store.create('conversations', { id: conversationId, reference, seenAt: clock.now(), ...whose });
  } else if (
    !isDeepStrictEqual(known.reference, reference) ||
    (personId !== undefined && known.personId !== personId)
  ) {
    await store.replace('conversations', { ...known, reference, seenAt: clock.now(), ...whose });
  }
  return personId !== undefined && known?.personId !== personId;
}
