import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { CardPlace } from './shownCard.ts';

const kept = 30 * 24 * 3_600_000;

/** Remembers what a message is about from now on. */
export async function rememberCard(card: CardPlace, { store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<void> {
  const id = idOf(card);
  const now = { about: card.about, shownAt: clock.now() };
  const known = await store.get('shownCards', id);
  const written =
    known === undefined
      ? await store.create('shownCards', { id, ...now })
      : await store.replace('shownCards', { ...known, ...now });
  if (written === undefined) await rememberCard(card, { store, clock });
}

/** Whether a message is known to be about this: here, or as the card of a batch or an exception. */
export async function isCardKnown(card: CardPlace, store: Ports['store']): Promise<boolean> {
  const known = await store.get('shownCards', idOf(card));
  if (known !== undefined && fits(known.about, card.about)) return true;
  const [, kind, id = ''] = /^(batch|exception):(.+)$/.exec(card.about) ?? [];
  if (kind === 'batch') return isAt((await store.get('batches', id))?.card, card);
  if (kind !== 'exception') return false;
  return (await store.get('namingExceptions', id))?.cards.some((each) => isAt(each, card)) === true;
}

/** Forgets cards that were shown long ago. */
export async function forgetCards({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<void> {
  const old = everyRecord(store, 'shownCards', { atMost: { field: 'shownAt', value: clock.now() - kept } });
  for await (const { id, version } of old) await store.delete('shownCards', id, version);
}

function fits(about: string, asked: string): boolean {
  return about === asked || (asked.endsWith(':') && about.startsWith(asked));
}

function isAt(
  place: { conversationId: string; activityId?: string | undefined } | undefined,
  { conversationId, activityId }: CardPlace,
): boolean {
  // Teams appends the thread to the id of a channel.
  return place?.activityId === activityId && place.conversationId.split(';messageid=')[0] === conversationId;
}

function idOf({ conversationId, activityId }: CardPlace): string {
  return JSON.stringify([conversationId, activityId]);
}
