import { type Audiences, readAudiences } from '../announcements/audiences.ts';
import type { DigestDelivery } from '../announcements/digest.ts';
import { backOff } from '../announcements/pauses.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { addressRequest, withoutRequest } from './addressRequest.ts';
import { deliverCard, isSameCard } from './deliverCard.ts';
import { auditEffects, withoutEffects } from './effects.ts';
import type { NamingView } from './naming.ts';
import { isOver, type NamingException } from './namingException.ts';
import { readNamingView } from './readNamingView.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'directory' | 'log'>;

/**
 * Brings what people see of naming exceptions up to date: whoever may decide gets the card of a request, every card that shows an older
 * revision is edited, and news become digests. One that cannot be reached holds up no other.
 */
export async function deliverNaming(world: World, policy: Policy): Promise<void> {
  const audiences = await readAudiences(world);
  const due = { atMost: { field: 'tellAt', value: world.clock.now() } } as const;
  for await (const exception of everyRecord(world.store, 'namingExceptions', due)) {
    try {
      await deliverException(exception, world, audiences, policy);
    } catch (error) {
      // One that cannot be delivered holds up no other, and no digest.
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      world.log.error({ exception: exception.id, reason }, 'a naming exception could not be delivered');
      const tellAt = world.clock.now() + backOff(7);
      await changeRecord(world.store, 'namingExceptions', exception.id, (current) => ({ ...current, tellAt }));
    }
  }
}

async function deliverException(
  exception: NamingException,
  world: World,
  audiences: Audiences,
  policy: Policy,
): Promise<void> {
  const { store, clock } = world;
  const { addressed, retryAfter } = await address(exception, world, policy);
  if (addressed === undefined) return;
  await auditEffects(addressed, store);
  const view = await readNamingView(addressed, world, policy);
  const waits = [retryAfter];
  for (const card of addressed.cards) waits.push(await deliverCard(card, view, world, audiences));
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
