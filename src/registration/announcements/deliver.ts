import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import { type Audiences, readAudiences } from './audiences.ts';
import { deliverTo } from './deliverTo.ts';
import type { Delivering, DeliveryRun } from './deliveryRun.ts';
import type { Digest, DigestDelivery } from './digest.ts';
import { dropGivenUp } from './dropGivenUp.ts';
import { waitUntil } from './pauses.ts';
import { isEverywhere, readTellingOrder } from './tellingOrder.ts';

/** How long a delivery is left to the process that claimed it, in milliseconds; a post takes seconds. */
const claimLasts = 5 * 60_000;

/**
 * Posts every open digest to each of its audiences. One that cannot be reached holds up no other; in each of them, what is said of one device
 * keeps its order, whatever was refused, repeated or delayed.
 */
export async function deliverDigests(world: Delivering, policy: Policy): Promise<void> {
  const { store, clock } = world;
  const audiences = await readAudiences(world);
  const ids: string[] = [];
  const conversations = new Set<string>();
  for await (const digest of everyRecord(store, 'digests', { equals: { state: 'open' } })) {
    const now = clock.now();
    const due = digest.deliveries.filter((delivery) => isDue(delivery, audiences, now));
    for (const { conversationId } of due) conversations.add(conversationId);
    if (due.length > 0 || isEverywhere(digest, now)) ids.push(digest.id);
  }
  // Read after the list above: whatever came before one of these digests was stored before it.
  const order = await readTellingOrder(conversations, world);
  const run = { world, policy, audiences, order };
  let waiting = ids;
  do {
    const tooEarly: string[] = [];
    for (const id of waiting) if ((await deliverDigest(id, run)) === 'tooEarly') tooEarly.push(id);
    // What another digest had to be told before may be told now; without progress there is no more to do.
    if (tooEarly.length === waiting.length) break;
    waiting = tooEarly;
  } while (waiting.length > 0);
}

function isDue(delivery: DigestDelivery, audiences: Audiences, now: number): boolean {
  const { state, conversationId, retryAt } = delivery;
  if (audiences.isGivenUp(conversationId)) return state === 'waiting' || state === 'sending';
  if (audiences.pausedUntil(conversationId) !== undefined || waitUntil(retryAt, now) > 0) return false;
  return state === 'waiting' || (state === 'sending' && !isClaimed(delivery, now));
}

/**
 * Each delivery is claimed before it is posted, so that no second process posts it too. A fresh claim is left to whoever made it; an older one
 * is of a process that died, and nobody knows whether its post arrived.
 */
async function deliverDigest(id: string, run: DeliveryRun): Promise<'tooEarly' | 'done'> {
  const { world, audiences, order } = run;
  const { store, clock } = world;
  let digest = await store.get('digests', id);
  if (digest?.state !== 'open') return 'done';
  let isTooEarly = false;
  for (const { conversationId } of digest.deliveries) {
    const delivery = digest.deliveries.find((each) => each.conversationId === conversationId);
    if (delivery === undefined || !isDue(delivery, audiences, clock.now())) continue;
    if (audiences.isGivenUp(conversationId)) {
      digest = await dropGivenUp(digest, delivery, world);
    } else if (order.isTooEarly(digest, conversationId)) {
      isTooEarly = true;
      continue;
    } else digest = await deliverTo(digest, delivery, run);
    // Somebody else is at it.
    if (digest === undefined) return 'done';
    const now = digest.deliveries.find((each) => each.conversationId === conversationId);
    if (now !== undefined) order.note(digest, now);
  }
  if (isEverywhere(digest, clock.now())) await finish(digest, world);
  return isTooEarly ? 'tooEarly' : 'done';
}

/** A claim from the future was made before a clock was put right. */
function isClaimed({ state, claimedAt = 0 }: DigestDelivery, now: number): boolean {
  return state === 'sending' && Math.abs(now - claimedAt) < claimLasts;
}

/** Takes the announcements off their devices, then closes the digest. */
async function finish(digest: Digest, { store }: Delivering): Promise<void> {
  for (const { key, announcementId } of digest.devices) {
    const device = await store.get('devices', key);
    if (device === undefined) continue;
    const announcements = device.announcements.filter(({ id }) => id !== announcementId);
    if (announcements.length === device.announcements.length) continue;
    const taken = await store.replace('devices', { ...device, announcements, announcedAt: announcements[0]?.at });
    // The device changed under our hands; the digest stays open and due, and the next run comes here again.
    if (taken === undefined) return;
  }
  await store.replace('digests', { ...digest, state: 'done', dueAt: undefined });
}
