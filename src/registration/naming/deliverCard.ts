import type { Audiences } from '../announcements/audiences.ts';
import { backOff, mostUnknown, pauseAfterUnknown, repeatedAtOnce, waitUntil } from '../announcements/pauses.ts';
import { mayTurnUpFor } from '../announcements/tellingOrder.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { type DeliveryError, deliveryFailure } from '../ports/courier.ts';
import type { Ports } from '../ports/ports.ts';
import { withRequest } from './addressRequest.ts';
import type { NamingView } from './naming.ts';
import type { NamingCard, NamingException } from './namingException.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'log'>;
type Note = (changes: Partial<NamingCard>) => Promise<boolean>;

const settled = { attempts: 0, retryAt: undefined, unknown: undefined, unknownAt: undefined } as const;

/** How long a card is left to the process that claimed it, in milliseconds; a post takes seconds. */
const claimLasts = 5 * 60_000;
/** How often a conversation that is paused is looked at: somebody may have written there. Milliseconds. */
const pauseLook = 5 * 60_000;
/** Answers in a row that a message is not there before it is posted anew. */
const believedMissing = 3;

/** Posts a card, or edits it. Resolves with after how many milliseconds to try again; `undefined` when nothing is left to do. */
export async function deliverCard(
  card: NamingCard,
  view: NamingView,
  world: World,
  audiences: Audiences,
): Promise<number | undefined> {
  const { clock, courier } = world;
  const { exception } = view;
  const { conversationId, reader, activityId } = card;
  if (card.state === 'dropped' || (card.state === 'sent' && card.shown === exception.revision)) return undefined;
  // A card that was posted without an id cannot be edited.
  if ((card.state === 'sent' && activityId === undefined) || audiences.isGivenUp(conversationId)) return undefined;
  const pausedUntil = audiences.pausedUntil(conversationId);
  if (pausedUntil !== undefined) return Math.min(pausedUntil - clock.now(), pauseLook);
  const wait = waitUntil(card.retryAt, clock.now());
  if (wait > 0) return wait;
  if (activityId === undefined && !isClaimable(card, clock.now())) return claimLasts;
  const attempts = card.attempts + 1;
  const note: Note = (changes) => changeCard(exception.id, card, world, (current) => ({ ...current, ...changes }));
  let claim = card;
  try {
    if (activityId !== undefined) {
      await courier.updateNamingCard(view, { conversationId, reader }, activityId);
      await audiences.reached(conversationId);
      return afterEdit(card, exception.revision, note, clock.now());
    }
    const before = await afterUnknown(card, world);
    if (before !== 'post') return before;
    // Claimed first, so that no second process posts it too. One of a process that died may have arrived.
    const claimedAt = clock.now();
    claim = {
      ...card,
      state: 'sending',
      claimedAt,
      attempts,
      ...(card.state === 'sending' ? oneMoreUnknown(card, claimedAt) : {}),
    };
    const take = (current: NamingCard) => (isClaimable(current, claimedAt) ? claim : undefined);
    if (!(await changeCard(exception.id, card, world, take))) return claimLasts;
    const posted = await courier.postNamingCard(view, { conversationId, reader });
    await note({
      state: 'sent',
      activityId: posted === '' ? undefined : posted,
      shown: exception.revision,
      ...settled,
    });
    await audiences.reached(conversationId);
    return undefined;
  } catch (thrown) {
    return afterFailure(claim, deliveryFailure(thrown), attempts, note, exception, world, audiences);
  }
}

/** An edit that nobody answered may be carried out late, over this one: then it is drawn once more. */
async function afterEdit(card: NamingCard, revision: number, note: Note, now: number): Promise<number | undefined> {
  const { unknownAt } = card;
  const left = unknownAt === undefined || unknownAt > now ? 0 : unknownAt + mayTurnUpFor - now;
  if (left > 0) {
    await note({ state: 'sent', ...settled, shown: undefined, unknownAt, retryAt: now + left });
    return left;
  }
  await note({ state: 'sent', shown: revision, ...settled });
  return undefined;
}

/** A post of which nobody knows whether it arrived is repeated twice at once, then only where the conversation can be reached, and not for ever. */
async function afterUnknown(
  { unknown = 0, conversationId }: NamingCard,
  { courier, log }: World,
): Promise<'post' | undefined> {
  if (unknown < repeatedAtOnce) return 'post';
  if (unknown >= mostUnknown) {
    log.error(
      { unknown },
      'nobody knows whether the card of a naming exception arrived; it was sent as often as makes sense',
    );
    return undefined;
  }
  await courier.reach(conversationId);
  return 'post';
}

function oneMoreUnknown({ unknown = 0 }: NamingCard, now: number) {
  return { unknown: unknown + 1, unknownAt: now };
}

async function afterFailure(
  card: NamingCard,
  error: DeliveryError,
  attempts: number,
  note: Note,
  exception: NamingException,
  world: World,
  audiences: Audiences,
): Promise<number> {
  const { clock, log } = world;
  const { kind, code, message: reason } = error;
  const { conversationId, reader, activityId } = card;
  log.warn(
    { exception: exception.id, kind, code, attempts, reason },
    'the card of a naming exception could not be delivered',
  );
  const isPaused = await audiences.failed(conversationId, error);
  const state = activityId === undefined ? 'waiting' : 'sent';
  if (kind === 'missing' && activityId !== undefined && card.isCopy === true && attempts >= believedMissing) {
    // What somebody asked to see and is not there any more is nobody's loss.
    await note({ state: 'dropped' });
    return backOff(1);
  }
  if (kind === 'missing' && activityId !== undefined && card.isCopy !== true && attempts >= believedMissing) {
    // The message is believed to be deleted: a new one is posted.
    await note({ state: 'waiting', activityId: undefined, ...settled });
    return backOff(1);
  }
  if (kind === 'gone') {
    await note({ state, attempts, retryAt: undefined });
    // Who may decide is looked for elsewhere; what waits here is posted when it can be.
    if (reader === 'approver' && card.isCopy !== true && activityId === undefined)
      await changeRecord(world.store, 'namingExceptions', exception.id, (current) => withRequest(current, clock.now()));
    return pauseLook;
  }
  const counted =
    kind === 'unknown' ? oneMoreUnknown(card, clock.now()) : { unknown: card.unknown, unknownAt: card.unknownAt };
  const isPost = kind === 'unknown' && activityId === undefined;
  const again = isPost ? pauseAfterUnknown(counted.unknown ?? 1) : (error.retryAfter ?? backOff(attempts));
  await note({ state, attempts, ...counted, retryAt: isPaused ? undefined : clock.now() + again });
  return again;
}

/** A claim from the future was made before a clock was put right. */
function isClaimable({ state, activityId, claimedAt = 0 }: NamingCard, now: number): boolean {
  if (activityId !== undefined || state === 'sent' || state === 'dropped') return false;
  return state === 'waiting' || Math.abs(now - claimedAt) >= claimLasts;
}

/** In one conversation there may be several: the one that was posted, and those that people asked for. */
export function isSameCard(one: NamingCard, other: NamingCard): boolean {
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
