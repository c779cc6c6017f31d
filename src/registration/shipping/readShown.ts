import { type Digest, shownLines } from '../announcements/digest.ts';
import { audienceOf } from '../announcements/unreached.ts';
import type { Ports } from '../ports/ports.ts';
import { problems } from '../problems/catalogue.ts';
import type { CardButtons, ShownDevice } from './shownDevices.ts';

/** The card on which somebody pressed a button: of a batch, by what its buttons carry, or a digest in a conversation. */
export type PressedCard = { batchId: string; shownId: string } | { digestId: string; conversationId: string };

/** What a card showed; `subject` is what the audit calls it. */
export type ShownOnCard = CardButtons & { subject: string };

/** What the buttons of a card are for; `undefined` where that is not known, or not any more. */
export async function readShown(card: PressedCard, store: Ports['store']): Promise<ShownOnCard | undefined> {
  if ('shownId' in card) {
    const shown = await store.get('shownDevices', card.shownId);
    if (shown?.batchId !== card.batchId) return undefined;
    const { ship, confirm, retry } = shown;
    return { ship, confirm, retry, subject: card.batchId };
  }
  const digest = await store.get('digests', card.digestId);
  const place = audienceOf(card.conversationId);
  const delivery = digest?.deliveries.find(({ conversationId }) => audienceOf(conversationId) === place);
  if (digest === undefined || delivery === undefined) return undefined;
  const subject = digest.batchId ?? digest.id;
  return { subject, ...buttonsOf({ ...digest, devices: shownLines(digest, delivery) }) };
}

/** The devices each button of a digest is for. */
function buttonsOf({ kind, devices }: Digest): CardButtons {
  const shown = ({ key, life }: Digest['devices'][number]): ShownDevice => ({ key, life: life ?? '' });
  const isRetriable = ({ problem }: Digest['devices'][number]) => problem !== undefined && problems[problem].retry;
  return {
    ship: kind === 'ready' || kind === 'unshipped' ? devices.map(shown) : [],
    confirm: [],
    retry: kind === 'failed' ? devices.filter(isRetriable).map(shown) : [],
  };
}
