import { createHash } from 'node:crypto';
import { backOff } from '../announcements/deliver.ts';
import type { Policy } from '../policy/policy.ts';
import { deliveryFailure } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Batch } from './batch.ts';
import { readBatchView } from './readBatchView.ts';
import type { BatchView } from './view.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'log' | 'health'>;

/** Until who pressed a button has the answer for certain: five seconds. */
const answerArrives = 5_000;
/** How often a card that waits is drawn again only to be current: ten minutes. */
const refreshEvery = 10 * 60_000;

/** Draws the card of every batch whose card is due, where it would show something new. */
export async function updateBatchCards(world: World, policy: Policy): Promise<void> {
  for await (const batch of everyRecord(
    world.store,
    'batches',
    { atMost: { field: 'cardDueAt', value: world.clock.now() } },
    50,
  )) {
    if (batch.state === 'draft' || batch.state === 'cancelled' || batch.card === undefined) {
      await world.store.replace('batches', { ...batch, cardDueAt: undefined });
    } else if (batch.state === 'open' || batch.state === 'closed') {
      await updateCard(batch, world, policy);
    }
  }
}

async function updateCard(batch: Batch, world: World, policy: Policy): Promise<void> {
  const now = world.clock.now();
  const read = await readBatchView(batch, world, policy);
  const state = isDone(read) ? 'closed' : 'open';
  const view: BatchView = { ...read, batch: { ...batch, state } };
  const shown = fingerprint(view);
  const settled = isSettled(view);
  const next = settled ? undefined : now + refreshEvery;
  try {
    const routine = !settled && batch.cardShown === shown;
    if (batch.cardShown !== shown || routine) await world.courier.updateBatchCard(view);
    await world.store.replace('batches', { ...batch, state, cardShown: shown, cardDueAt: next });
  } catch (thrown) {
    const error = deliveryFailure(thrown);
    world.log.warn({ batch: batch.id, kind: error.kind, reason: error.message }, 'a batch card could not be updated');
    const retryAt = error.kind === 'gone' ? undefined : now + (error.retryAfter ?? backOff(3));
    await world.store.replace('batches', { ...batch, state, cardDueAt: retryAt });
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

/** Makes the cards of these batches due. */
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
  }
}

/** Makes the card of every batch due that is on its way: something that concerns all of them has changed. */
export async function markOpenCardsDue({ store, clock }: Pick<World, 'store' | 'clock'>): Promise<void> {
  const ids: string[] = [];
  for await (const { id } of everyRecord(store, 'batches', { equals: { state: 'open' } })) ids.push(id);
  await markCardsDue(ids, { store, clock });
}
