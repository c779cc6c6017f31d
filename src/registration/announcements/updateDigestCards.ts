import { afterDrawing, afterFailure, isInDoubt, isPostedAnew } from '../batches/cardTrouble.ts';
import { readBatchView } from '../batches/readBatchView.ts';
import type { BatchView } from '../batches/view.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { deliveryFailure } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import { type Audiences, readAudiences } from './audiences.ts';
import type { Delivering } from './deliveryRun.ts';
import { type Digest, type DigestCardState, type DigestDelivery, shownLines } from './digest.ts';
import { fingerprint, isGone, isOver, linesNow } from './digestNow.ts';
import { backOff } from './pauses.ts';
import { audienceOf } from './unreached.ts';

/** What became of one card: as it is noted, and when it is to be looked at again. */
interface Drawing {
  card: DigestCardState | undefined;
  dueAt?: number | undefined;
}

/** Milliseconds from one edit of a card to the next: ten seconds, doubled each time, an hour at most. What must not be shipped is shown at once. */
function betweenEdits(edits: number): number {
  return Math.min(10_000 * 2 ** Math.max(edits - 1, 0), 3_600_000);
}

/**
 * Edits the cards that said “ship” where something became of their devices: one edit for all that changed together, and none where the card shows it.
 * An edit that fails is repeated; one that was made and not noted is made again.
 */
export async function updateDigestCards(world: Delivering, policy: Policy): Promise<void> {
  const audiences = await readAudiences(world);
  const due = { atMost: { field: 'liveDueAt', value: world.clock.now() } } as const;
  const digests = await Array.fromAsync(everyRecord(world.store, 'digests', due, 50));
  for (const digest of digests) await updateDigest(digest, world, audiences, policy);
}

async function updateDigest(digest: Digest, world: Delivering, audiences: Audiences, policy: Policy): Promise<void> {
  const { store } = world;
  const lines = await linesNow(digest.devices, store);
  const view = await viewOf(digest, world, policy);
  const drawings = new Map<string, Drawing>();
  for (const delivery of digest.deliveries) {
    if (!isDrawn(delivery)) continue;
    const shown = { ...digest, devices: shownLines({ devices: lines }, delivery) };
    drawings.set(delivery.conversationId, await updateCard(shown, view, delivery, world, audiences));
  }
  const times = [...drawings.values()].flatMap(({ dueAt }) => dueAt ?? []);
  const liveDueAt = times.length === 0 ? undefined : Math.min(...times);
  const isFinished = digest.state === 'done' && liveDueAt === undefined && lines.every(isOver);
  await changeRecord(store, 'digests', digest.id, (current) => ({
    ...current,
    deliveries: current.deliveries.map((delivery) => ({
      ...delivery,
      card: drawings.get(delivery.conversationId)?.card ?? delivery.card,
    })),
    // Whatever changed meanwhile has to be looked at still.
    ...(current.version === digest.version ? { liveDueAt, liveIn: isFinished ? undefined : current.liveIn } : {}),
  }));
}

async function viewOf({ batchId }: Digest, world: Delivering, policy: Policy): Promise<BatchView | undefined> {
  const batch = batchId === undefined ? undefined : await world.store.get('batches', batchId);
  return batch === undefined ? undefined : readBatchView(batch, world, policy);
}

function isDrawn({ state, activityId = '', card }: DigestDelivery): boolean {
  return state === 'sent' && activityId !== '' && card?.lost !== true;
}

async function updateCard(
  digest: Digest,
  view: BatchView | undefined,
  delivery: DigestDelivery,
  { store, clock, courier, log }: Delivering,
  audiences: Audiences,
): Promise<Drawing> {
  const now = clock.now();
  const { conversationId, activityId = '', postedIn = conversationId } = delivery;
  const { card } = delivery;
  const before: DigestCardState = card ?? { shown: '', gone: 0, edits: 0, drawnAt: delivery.claimedAt ?? 0 };
  const shown = fingerprint(digest.devices);
  if (before.shown === shown && !isInDoubt(before.trouble)) return { card };
  const pausedUntil = audiences.pausedUntil(audienceOf(conversationId));
  // Somebody who writes there makes it due at once.
  if (audiences.isGivenUp(audienceOf(conversationId))) return { card };
  if (pausedUntil !== undefined) return { card, dueAt: pausedUntil };
  const gone = digest.devices.filter(isGone).length;
  const earliest = before.drawnAt + betweenEdits(before.edits);
  const mayWait = gone <= before.gone && before.edits > 0 && !isInDoubt(before.trouble);
  if (mayWait && earliest > now && earliest - now <= betweenEdits(before.edits)) return { card, dueAt: earliest };
  const inChannel = (await store.get('channels', conversationId)) !== undefined;
  try {
    await courier.updateDigestCard(digest, view, { conversationId: postedIn, activityId, inChannel, asOf: now });
    await audiences.reached(conversationId);
    const { trouble, againAt } = afterDrawing(before.trouble, false, now);
    return { card: { shown, gone, edits: before.edits + 1, drawnAt: now, trouble }, dueAt: againAt };
  } catch (thrown) {
    const error = deliveryFailure(thrown);
    const { kind, code, message: reason } = error;
    log.warn({ digest: digest.id, kind, code, reason }, 'the card of a digest could not be updated');
    await audiences.failed(conversationId, error);
    const trouble = afterFailure(before.trouble, error, false, now);
    // A digest is not posted anew: whoever deleted it has read it, and what fell back is told in a digest of its own.
    if (isPostedAnew(trouble, now)) return { card: { ...before, trouble: undefined, lost: true } };
    const wait = error.retryAfter ?? backOff(trouble.failures);
    return { card: { ...before, trouble }, dueAt: audiences.pausedUntil(audienceOf(conversationId)) ?? now + wait };
  }
}
