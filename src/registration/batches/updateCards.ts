import { createHash } from 'node:crypto';
import { type Audiences, readAudiences } from '../announcements/audiences.ts';
import { markDigestsDue } from '../announcements/markDigestsDue.ts';
import { backOff } from '../announcements/pauses.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { deliveryFailure } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { keepShown } from '../shipping/keepShown.ts';
import type { Batch } from './batch.ts';
import { afterDrawing, afterFailure, isInDoubt, isPostedAnew } from './cardTrouble.ts';
import { readBatchView } from './readBatchView.ts';
import type { BatchView } from './view.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'log' | 'health'>;

/** Until who pressed a button has the answer for certain: five seconds. */
const answerArrives = 5_000;
/** How often a card that waits is drawn again only to be current: ten minutes. */
const refreshEvery = 10 * 60_000;

/** Draws the card of every batch whose card is due, where it would show something new. Where nothing can be sent now, it stays due. */
export async function updateBatchCards(world: World, policy: Policy): Promise<void> {
  const audiences = await readAudiences(world);
  const due = { atMost: { field: 'cardDueAt', value: world.clock.now() } } as const;
  for await (const batch of everyRecord(world.store, 'batches', due, 50)) {
    const { card, state } = batch;
    if (card === undefined || state === 'draft' || state === 'cancelled') {
      await world.store.replace('batches', { ...batch, cardDueAt: undefined });
    } else if (state === 'open' || state === 'closed') {
      const { conversationId } = card;
      // It stays due: whoever writes there again sees the truth.
      if (audiences.pausedUntil(conversationId) !== undefined || audiences.isGivenUp(conversationId)) continue;
      await updateCard(batch, card, world, audiences, policy);
    }
  }
}

async function updateCard(
  batch: Batch,
  { conversationId }: NonNullable<Batch['card']>,
  world: World,
  audiences: Audiences,
  policy: Policy,
): Promise<void> {
  const { store, clock, courier, log } = world;
  const now = clock.now();
  const read = await readBatchView(batch, world, policy);
  const state = isDone(read) ? 'closed' : 'open';
  const view: BatchView = { ...read, batch: { ...batch, state } };
  const shown = fingerprint(view);
  const settled = isSettled(view);
  const next = settled ? undefined : now + refreshEvery;
  const isShown = settled && batch.cardShown === shown && !isInDoubt(batch.cardTrouble);
  if (isShown) {
    await store.replace('batches', { ...batch, state, cardDueAt: next });
    return;
  }
  const anew = isPostedAnew(batch.cardTrouble, now);
  await keepShown(view, world);
  try {
    const card = anew ? { conversationId, activityId: await courier.postBatchCard(view) } : batch.card;
    if (!anew) await courier.updateBatchCard(view);
    await audiences.reached(conversationId);
    // Where the connector gave no id, what was posted cannot be edited: the old place is asked again later.
    const place = card?.activityId === '' ? batch.card : card;
    const drawn = afterDrawing(batch.cardTrouble, anew, now);
    const cardDueAt = drawn.againAt ?? next;
    const drawing = { card: place, cardDrawnAt: now, cardTrouble: drawn.trouble };
    await changeRecord(store, 'batches', batch.id, (current) =>
      // Whatever changed meanwhile has to be drawn still.
      current.version === batch.version
        ? { ...current, ...drawing, state, cardShown: shown, cardDueAt }
        : { ...current, ...drawing },
    );
  } catch (thrown) {
    const error = deliveryFailure(thrown);
    const { kind, code, message: reason } = error;
    log.warn({ batch: batch.id, kind, code, anew, reason }, 'a batch card could not be updated');
    const isPaused = await audiences.failed(conversationId, error);
    const cardTrouble = afterFailure(batch.cardTrouble, error, anew, now);
    const cardDueAt = isPaused ? now : now + (error.retryAfter ?? backOff(cardTrouble.failures));
    await changeRecord(store, 'batches', batch.id, (current) => ({
      ...current,
      cardTrouble,
      cardDueAt,
      // The request is closed by what people said, whether its card can be drawn or not.
      state: current.version === batch.version ? state : current.state,
    }));
  }
}

/** Nothing about the batch changes by waiting: every device is ready, active or failed. */
function isSettled(view: BatchView): boolean {
  return view.reached.ready + view.failed + view.removed >= view.total;
}

/** Steps 17 and 25 of the workflows: the request ends when somebody has confirmed every device, apart from those that were removed. */
function isDone(view: BatchView): boolean {
  return view.people.confirmed + view.removed === view.total;
}

/** What the card shows, without the times that always change. */
function fingerprint(view: BatchView): string {
  const { asOf: _asOf, waiting, batch, ...rest } = view;
  const stable = {
    ...rest,
    waiting: waiting === undefined ? undefined : [waiting.step, waiting.count],
    closed: batch.state === 'closed',
    note: batch.note,
    left: [batch.leftAlone, batch.leaving, batch.registeredOtherwise, batch.otherBoard],
  };
  return createHash('sha256').update(JSON.stringify(stable)).digest('hex').slice(0, 16);
}

/**
 * The answer to a button showed this view on the batch's card. It was drawn before it arrived, and may lie over something newer that
 * the courier put there meanwhile: then the card is drawn again.
 */
export async function cardAnswered(view: BatchView, { store, clock }: Pick<World, 'store' | 'clock'>): Promise<void> {
  const batch = await store.get('batches', view.batch.id);
  const cardShown = fingerprint(view);
  // While devices are being created the courier draws nothing, and what is shown last was shown here.
  if (batch === undefined || (batch.state !== 'open' && batch.state !== 'closed') || batch.cardShown === cardShown)
    return;
  const cardDueAt = clock.now() + answerArrives;
  if ((await store.replace('batches', { ...batch, cardShown, cardDueAt })) === undefined)
    await cardAnswered(view, { store, clock });
}

/** Makes the cards of these batches due, and what their digests say; `noBatch` stands for devices that came without a file. */
export async function markCardsDue(
  batchIds: Iterable<string>,
  { store, clock }: Pick<World, 'store' | 'clock'>,
): Promise<void> {
  for (const id of batchIds) {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const batch = await store.get('batches', id);
      if (batch === undefined) break;
      if ((await store.replace('batches', { ...batch, cardDueAt: clock.now() })) !== undefined) break;
    }
    await markDigestsDue(id, { store, clock });
  }
}

/** Makes the card of every batch due that is on its way: something that concerns all of them has changed. */
export async function markOpenCardsDue({ store, clock }: Pick<World, 'store' | 'clock'>): Promise<void> {
  const ids: string[] = [];
  for await (const { id } of everyRecord(store, 'batches', { equals: { state: 'open' } })) ids.push(id);
  await markCardsDue(ids, { store, clock });
}
