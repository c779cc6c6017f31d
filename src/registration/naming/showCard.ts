import { changeRecord } from '../ports/changeRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Naming } from './naming.ts';
import type { NamingCard } from './namingException.ts';

/** Messages that people asked for and that are kept up to date; older ones put themselves right at a click. */
const copies = 20;

/** Remembers a message that shows an exception, so that it is edited like those that were posted. */
export async function showCard(
  { id, conversationId, activityId, reader }: Parameters<Naming['cardShown']>[0],
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<void> {
  const tellAt = clock.now();
  await changeRecord(store, 'namingExceptions', id, (current) => {
    const posted = current.cards.filter(({ isCopy }) => isCopy !== true);
    const shown = current.cards.filter(({ isCopy }) => isCopy === true).slice(1 - copies);
    const copy: NamingCard = { conversationId, activityId, reader, isCopy: true, state: 'sent', attempts: 0 };
    return { ...current, cards: [...posted, ...shown, copy], tellAt };
  });
}
