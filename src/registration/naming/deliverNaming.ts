import { backOff, stopChannel } from '../announcements/deliver.ts';
import type { DigestDelivery } from '../announcements/digest.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { deliveryFailure } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { addressRequest, withoutRequest, withRequest } from './addressRequest.ts';
import { auditEffects, withoutEffects } from './effects.ts';
import type { NamingView } from './naming.ts';
import { isOver, type NamingCard, type NamingException } from './namingException.ts';
import { readNamingView } from './readNamingView.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'directory' | 'log'>;

const settled = { attempts: 0, retryAt: undefined } as const;

/** How long a card is left to the process that claimed it, in milliseconds; a post takes seconds. */
const claimLasts = 5 * 60_000;

/** Connectors ask for seconds, and failures double up to ten minutes. Milliseconds. */
const longestWait = 3_600_000;

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
      // One that cannot be delivered holds up no other, and no digest.
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      world.log.error({ exception: exception.id, reason }, 'a naming exception could not be delivered');
      const tellAt = world.clock.now() + backOff(7);
      await changeRecord(world.store, 'namingExceptions', exception.id, (current) => ({ ...current, tellAt }));
    }
  }
}

async function deliverException(exception: NamingException, world: World, policy: Policy): Promise<void> {
  const { store, clock } = world;
  const { addressed, retryAfter } = await address(exception, world, policy);
  if (addressed === undefined) return;
  await auditEffects(addressed, store);
  const view = await readNamingView(addressed, world, policy);
  const waits = [retryAfter];
  for (const card of addressed.cards) waits.push(await deliverCard(card, view, world));
  await tellNews(addressed, world);
  const told = new Set(addressed.news.filter(({ kind }) => kind !== 'request').map(({ id }) => id));
  // A request is news for the cards of others when it is first asked, not when somebody else is looked for.
  const isFirstAsked = !isAsked(exception) && isAsked(addressed);
  if (told.size > 0 || isFirstAsked) await redrawOthers(view, world);
  const retryAt = Math.min(
    ...waits.map((wait) => (wait === undefined ? Number.POSITIVE_INFINITY : clock.now() + wait)),
  );
  await changeRecord(store, 'namingExceptions', exception.id, (current) => {
    const news = current.news.filter(({ id }) => !told.has(id));
    // Somebody took a step meanwhile, or a card found nobody: what that needs is due still.
    const isNewer =
      current.revision !== addressed.revision || isAskedAnew(current, exception) || isShownAnew(current, addressed);
    const tellAt = isNewer ? current.tellAt : Number.isFinite(retryAt) ? retryAt : undefined;
    return { ...withoutEffects(current, addressed), news, tellAt };
  });
}

/** What the cards of exceptions say of devices that are in this one too has changed with it. */
async function redrawOthers({ overlaps }: NamingView, { store, clock }: World): Promise<void> {
  const tellAt = clock.now();
  for (const { exception } of overlaps)
    await changeRecord(store, 'namingExceptions', exception.id, (current) =>
      isOver(current) ? undefined : { ...current, revision: current.revision + 1, tellAt },
    );
}

function isAsked({ cards }: NamingException): boolean {
  return cards.some(({ reader }) => reader === 'approver');
}

function isShownAnew(current: NamingException, before: NamingException): boolean {
  return current.cards.some((card) => card.isCopy === true && !before.cards.some((each) => isSameCard(each, card)));
}

function isAskedAnew(current: NamingException, before: NamingException): boolean {
  const known = new Set(before.news.map(({ id }) => id));
  return current.news.some(({ id, kind }) => kind === 'request' && !known.has(id));
}

/** Whoever may decide is found first. While nobody can say who that is, everybody else is told all the same. */
async function address(
  exception: NamingException,
  world: World,
  policy: Policy,
): Promise<{ addressed: NamingException | undefined; retryAfter?: number }> {
  if (!exception.news.some(({ kind }) => kind === 'request')) return { addressed: exception };
  if (exception.state !== 'requested') {
    const change = changeRecord(world.store, 'namingExceptions', exception.id, withoutRequest);
    return { addressed: await change };
  }
  try {
    return { addressed: await addressRequest(exception, world, policy) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.warn({ exception: exception.id, reason: error.message }, 'approvers cannot be read from the directory');
    return { addressed: exception, retryAfter: error.retryAfter ?? backOff(5) };
  }
}

/** Posts a card, or edits it. Resolves with after how many milliseconds to try again; `undefined` when nothing is left to do. */
async function deliverCard(card: NamingCard, view: NamingView, world: World): Promise<number | undefined> {
  const { clock, courier, log } = world;
  const { exception } = view;
  const { conversationId, reader, activityId } = card;
  if (card.state === 'dropped' || (card.state === 'sent' && card.shown === exception.revision)) return undefined;
  const wait = (card.retryAt ?? 0) - clock.now();
  // A time further ahead was set before a clock was put right.
  if (wait > 0 && wait <= longestWait) return wait;
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
      await note({ state: 'sent', activityId: posted, shown: exception.revision, ...settled });
    } else {
      await courier.updateNamingCard(view, { conversationId, reader }, activityId);
      await note({ state: 'sent', shown: exception.revision, ...settled });
    }
    return undefined;
  } catch (thrown) {
    const error = deliveryFailure(thrown);
    log.warn(
      { exception: exception.id, kind: error.kind, attempts, reason: error.message },
      'the card of a naming exception could not be delivered',
    );
    if (error.kind === 'gone' && activityId !== undefined && card.isCopy !== true) {
      // The message may have been deleted: only a new one says whether the conversation is gone.
      await note({ state: 'waiting', activityId: undefined, ...settled });
      return backOff(1);
    }
    if (error.kind === 'gone') {
      await note({ state: 'dropped' });
      if (reader === 'approver' && card.isCopy !== true) await lookForOthers(card, exception, error.message, world);
      return undefined;
    }
    const again = error.retryAfter ?? backOff(attempts);
    await note({ state: activityId === undefined ? 'waiting' : 'sent', attempts, retryAt: clock.now() + again });
    return again;
  }
}

/** A place where approvers were told takes no messages any more: it is not counted on again, and who else may decide is looked for. */
async function lookForOthers(
  { conversationId }: NamingCard,
  { id }: NamingException,
  reason: string,
  { store, clock }: World,
): Promise<void> {
  await stopChannel(conversationId, reason, store);
  const chat = await store.get('conversations', conversationId);
  // Whoever speaks there again is remembered again.
  if (chat?.personId !== undefined) await store.delete('conversations', conversationId, chat.version);
  await changeRecord(store, 'namingExceptions', id, (current) => withRequest(current, clock.now()));
}

/** A claim from the future was made before a clock was put right. */
function isClaimable({ state, activityId, claimedAt = 0 }: NamingCard, now: number): boolean {
  if (activityId !== undefined || state === 'sent' || state === 'dropped') return false;
  return state === 'waiting' || Math.abs(now - claimedAt) >= claimLasts;
}

/** In one conversation there may be several: the one that was posted, and those that people asked for. */
function isSameCard(one: NamingCard, other: NamingCard): boolean {
  const isPosted = other.activityId !== undefined && one.activityId === other.activityId;
  const isWaiting = one.activityId === undefined && other.activityId === undefined && one.reader === other.reader;
  return one.conversationId === other.conversationId && (isPosted || isWaiting);
}

/** Changes one card of an exception; `false` when there was nothing to change. */
async function changeCard(
  id: string,
  before: NamingCard,
  { store }: World,
  change: (card: NamingCard) => NamingCard | undefined,
): Promise<boolean> {
  const changed = await changeRecord(store, 'namingExceptions', id, (current) => {
    const card = current.cards.find((each) => isSameCard(each, before));
    const next = card === undefined ? undefined : change(card);
    if (next === undefined) return undefined;
    return { ...current, cards: current.cards.map((each) => (each === card ? next : each)) };
  });
  return changed !== undefined;
}

/** News go the way of digests: stored first, claimed for each conversation, repeated at worst. A request is told by its card. */
async function tellNews({ id: exceptionId, news, cards }: NamingException, { store, clock }: World): Promise<void> {
  for (const { id, kind } of news.filter((each) => each.kind !== 'request')) {
    const readers = cards.filter(({ state, reader, isCopy }) => {
      if (state === 'dropped' || isCopy === true) return false;
      return kind === 'withdrawn' ? reader === 'approver' : true;
    });
    // A thread of a channel and the channel are one audience.
    const conversations = new Map(
      readers.map(({ conversationId }) => [conversationId.split(';')[0], conversationId] as const),
    );
    const deliveries = [...conversations.values()].map(
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
