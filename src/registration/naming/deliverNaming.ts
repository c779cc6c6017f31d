import { backOff } from '../announcements/deliver.ts';
import type { DigestDelivery } from '../announcements/digest.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { deliveryFailure, type NamingPlace } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { approverPlaces } from './approverPlaces.ts';
import type { NamingView } from './naming.ts';
import type { NamingCard, NamingException } from './namingException.ts';
import { readNamingView } from './readNamingView.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'directory' | 'log'>;

/** How long a card is left to the process that claimed it, in milliseconds; a post takes seconds. */
const claimLasts = 5 * 60_000;

/**
 * Brings what people see of naming exceptions up to date: whoever may decide gets the card of a request, every card that shows an older
 * revision is edited, and news become digests. One that cannot be reached holds up no other.
 */
export async function deliverNaming(world: World, policy: Policy): Promise<void> {
  const due = { atMost: { field: 'tellAt', value: world.clock.now() } } as const;
  for await (const exception of everyRecord(world.store, 'namingExceptions', due)) {
    try {
      await deliverException(exception, world, policy);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      world.log.warn({ exception: exception.id, reason: error.message }, 'approvers cannot be read from the directory');
      const tellAt = world.clock.now() + (error.retryAfter ?? backOff(4));
      await changeRecord(world.store, 'namingExceptions', exception.id, (current) => ({ ...current, tellAt }));
    }
  }
}

async function deliverException(exception: NamingException, world: World, policy: Policy): Promise<void> {
  const { store, clock } = world;
  const addressed = exception.news.some(({ kind }) => kind === 'request')
    ? await address(exception, world, policy)
    : exception;
  if (addressed === undefined) return;
  const view = await readNamingView(addressed, world, policy);
  let retryAt: number | undefined;
  for (const card of addressed.cards) {
    const again = await deliverCard(card, view, world);
    if (again !== undefined) retryAt = Math.min(retryAt ?? Number.POSITIVE_INFINITY, clock.now() + again);
  }
  await tellNews(addressed, world);
  const told = new Set(addressed.news.map(({ id }) => id));
  await changeRecord(store, 'namingExceptions', exception.id, (current) => {
    const news = current.news.filter(({ id }) => !told.has(id));
    // Somebody took a step meanwhile: what that needs is due still.
    const isNewer = current.revision !== addressed.revision;
    return { ...current, news, tellAt: isNewer ? current.tellAt : retryAt };
  });
}

/** Gives a request a card for each place where somebody may decide on it. */
async function address(exception: NamingException, world: World, policy: Policy): Promise<NamingException | undefined> {
  const { places, unreached } = await approverPlaces(exception.requester, world, policy);
  return changeRecord(world.store, 'namingExceptions', exception.id, (current) => {
    // Whoever asked in a channel about approvals has a card there already, and that one has no buttons to decide with.
    const known = new Set(
      current.cards.filter(({ reader }) => reader === 'approver').map(({ conversationId }) => conversationId),
    );
    const cards = places
      .filter((conversationId) => !known.has(conversationId))
      .map((conversationId): NamingCard => ({ conversationId, reader: 'approver', state: 'waiting', attempts: 0 }));
    return {
      ...current,
      cards: [...current.cards, ...cards],
      unreached,
      // The requester's card tells who could not be reached, or that there is nobody.
      revision: unreached.length > 0 || places.length === 0 ? current.revision + 1 : current.revision,
      news: current.news.filter(({ kind }) => kind !== 'request'),
    };
  });
}

/** Posts a card, or edits it. Resolves with after how many milliseconds to try again; `undefined` when nothing is left to do. */
async function deliverCard(card: NamingCard, view: NamingView, world: World): Promise<number | undefined> {
  const { clock, courier, log } = world;
  const { exception } = view;
  const { conversationId, reader, activityId } = card;
  if (card.state === 'dropped' || (card.state === 'sent' && card.shown === exception.revision)) return undefined;
  if (activityId === undefined && !isClaimable(card, clock.now())) return claimLasts;
  const attempts = card.attempts + 1;
  const note = (changes: Partial<NamingCard>) =>
    changeCard(exception.id, card, world, (current) => ({ ...current, ...changes }));
  try {
    if (activityId === undefined) {
      // Claimed first, so that no second process posts it too.
      const claimedAt = clock.now();
      const claim = (current: NamingCard): NamingCard | undefined =>
        isClaimable(current, claimedAt) ? { ...current, state: 'sending', claimedAt, attempts } : undefined;
      if (!(await changeCard(exception.id, card, world, claim))) return claimLasts;
      const posted = await courier.postNamingCard(view, { conversationId, reader });
      await note({ state: 'sent', activityId: posted, shown: exception.revision, attempts: 0 });
    } else {
      await courier.updateNamingCard(view, { conversationId, reader }, activityId);
      await note({ state: 'sent', shown: exception.revision, attempts: 0 });
    }
    return undefined;
  } catch (thrown) {
    const error = deliveryFailure(thrown);
    log.warn(
      { exception: exception.id, kind: error.kind, attempts, reason: error.message },
      'the card of a naming exception could not be delivered',
    );
    if (error.kind === 'gone') {
      await note({ state: 'dropped' });
      return undefined;
    }
    await note({ state: activityId === undefined ? 'waiting' : 'sent', attempts });
    return error.retryAfter ?? backOff(attempts);
  }
}

/** A claim from the future was made before a clock was put right. */
function isClaimable({ state, activityId, claimedAt = 0 }: NamingCard, now: number): boolean {
  if (activityId !== undefined || state === 'sent' || state === 'dropped') return false;
  return state === 'waiting' || Math.abs(now - claimedAt) >= claimLasts;
}

/** Changes one card of an exception; `false` when there was nothing to change. */
async function changeCard(
  id: string,
  place: NamingPlace,
  { store }: World,
  change: (card: NamingCard) => NamingCard | undefined,
): Promise<boolean> {
  const changed = await changeRecord(store, 'namingExceptions', id, (current) => {
    const card = current.cards.find(
      ({ conversationId, reader }) => conversationId === place.conversationId && reader === place.reader,
    );
    const next = card === undefined ? undefined : change(card);
    if (next === undefined) return undefined;
    return { ...current, cards: current.cards.map((each) => (each === card ? next : each)) };
  });
  return changed !== undefined;
}

/** News go the way of digests: stored first, claimed for each conversation, repeated at worst. */
async function tellNews({ id: exceptionId, news, cards }: NamingException, { store, clock }: World): Promise<void> {
  for (const { id, kind } of news) {
    const readers = cards.filter(({ state, reader }) => {
      if (state === 'dropped') return false;
      return kind === 'withdrawn' ? reader === 'approver' : true;
    });
    const deliveries = [...new Set(readers.map(({ conversationId }) => conversationId))].map(
      (conversationId): DigestDelivery => ({ conversationId, state: 'waiting', attempts: 0 }),
    );
    if (deliveries.length === 0) continue;
    const now = clock.now();
    await store.create('digests', {
      id,
      kind: 'naming',
      naming: { exceptionId, news: kind },
      createdAt: now,
      devices: [],
      deliveries,
      state: 'open',
      dueAt: now,
    });
  }
}
