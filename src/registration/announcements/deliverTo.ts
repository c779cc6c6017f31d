import type { Device } from '../lifecycle/device.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { deliveryFailure } from '../ports/courier.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import type { Delivering, DeliveryRun } from './deliveryRun.ts';
import type { Digest, DigestCardState, DigestDelivery, DigestDevice } from './digest.ts';
import { fingerprint, isGone, isLiving, linesNow } from './digestNow.ts';
import { backOff, mostUnknown, pauseAfterUnknown, repeatedAtOnce } from './pauses.ts';
import { postDigest, ThreadGone } from './postDigest.ts';
import { showsTheSame } from './showsTheSame.ts';
import { numberOf, type TellingOrder } from './tellingOrder.ts';
import { withDelivery } from './withDelivery.ts';

/**
 * One attempt to tell one audience. Resolves with the digest as stored then; `undefined` when somebody else changed it meanwhile, who goes on with it.
 */
export async function deliverTo(
  digest: Digest,
  delivery: DigestDelivery,
  run: DeliveryRun,
): Promise<Digest | undefined> {
  const { world, order } = run;
  const { store, clock } = world;
  const settle = (changes: Partial<DigestDelivery>) =>
    store.replace('digests', withDelivery(digest, { ...delivery, ...changes }));
  const told = await stillToTell(digest, delivery.conversationId, order, store);
  // Nobody of it is ready any more: there is nothing to say.
  if (told.length === 0 && digest.devices.length > 0) return settle({ state: 'dropped' });
  const before = await afterUnknown(digest, delivery, run);
  if (before !== 'post') return settle(before);
  const claim: DigestDelivery = { ...delivery, state: 'sending', claimedAt: clock.now() };
  // Taken over from a process that died: its post may have arrived.
  if (delivery.state === 'sending') Object.assign(claim, oneMoreUnknown(delivery, delivery.claimedAt ?? clock.now()));
  const claimed = await store.replace('digests', withDelivery(digest, claim));
  if (claimed === undefined) return undefined;
  const outcome = { ...(await attempt({ ...claimed, devices: told }, claim, run)), leftOut: leftOut(digest, told) };
  const isLive = claimed.liveIn !== undefined && outcome.state === 'sent';
  const noted = isLive ? { ...outcome, card: drawnAs(told, clock.now()) } : outcome;
  // Stored after each post: a crash repeats at most the one post that was under way. Meanwhile somebody may have made its cards due, which changes
  // nothing about the claim.
  return changeRecord(store, 'digests', digest.id, (current) => {
    const mine = current.deliveries.find(({ conversationId }) => conversationId === delivery.conversationId);
    if (mine?.state !== 'sending' || mine.claimedAt !== claim.claimedAt) return undefined;
    // A device may have changed while it was posted.
    return { ...withDelivery(current, noted), ...(isLive ? { liveDueAt: clock.now() } : {}) };
  });
}

/** Keys of the devices that a card does not show, for whoever presses its button. */
function leftOut({ devices }: Digest, told: readonly DigestDevice[]): string[] | undefined {
  if (told.length === devices.length) return undefined;
  const shown = new Set(told.map(({ key }) => key));
  return devices.flatMap(({ key }) => (shown.has(key) ? [] : [key]));
}

function drawnAs(told: readonly DigestDevice[], now: number): DigestCardState {
  return { shown: fingerprint(told), gone: told.filter(isGone).length, edits: 0, drawnAt: now };
}

/**
 * What to do about a delivery of which nobody knows whether it arrived. It is repeated twice; then only where no card that can be edited shows the
 * same, and where the conversation can be reached at all; in the end it is left at that.
 */
async function afterUnknown(
  digest: Digest,
  delivery: DigestDelivery,
  { world, audiences }: DeliveryRun,
): Promise<'post' | Partial<DigestDelivery>> {
  const { store, clock, courier, log } = world;
  const { conversationId, unknown = 0 } = delivery;
  const known = { digest: digest.id, attempts: delivery.attempts, unknown };
  if (unknown < repeatedAtOnce) return 'post';
  const shown = await showsTheSame(digest, conversationId, store);
  if (shown === 'yes') {
    log.warn(known, 'nobody knows whether a digest arrived; the card of its batch there shows the same');
    return { state: 'shown', retryAt: undefined };
  }
  const later = { state: 'waiting', retryAt: clock.now() + pauseAfterUnknown(unknown) } as const;
  if (shown === 'soon') return { ...later, retryAt: clock.now() + backOff(3) };
  if (unknown >= mostUnknown) {
    log.error(known, 'nobody knows whether a digest arrived; it was sent as often as makes sense');
    return { state: 'unconfirmed', retryAt: undefined };
  }
  try {
    await courier.reach(conversationId);
    return 'post';
  } catch (thrown) {
    const error = deliveryFailure(thrown);
    log.warn(
      { ...known, reason: error.message },
      'a conversation cannot be reached; what may have arrived is not repeated',
    );
    await audiences.failed(conversationId, error);
    return later;
  }
}

function oneMoreUnknown({ unknown = 0 }: DigestDelivery, at: number): Partial<DigestDelivery> {
  return { unknown: unknown + 1, unknownAt: at };
}

async function attempt(
  digest: Digest,
  claim: DigestDelivery,
  { world, policy, audiences }: DeliveryRun,
): Promise<DigestDelivery> {
  const { clock, log } = world;
  const { conversationId } = claim;
  const attempts = claim.attempts + 1;
  const waiting = { ...claim, state: 'waiting', attempts, claimedAt: undefined } as const;
  try {
    const posted = await postDigest(digest, conversationId, world, policy);
    await audiences.reached(conversationId);
    return { ...waiting, state: posted === undefined ? 'dropped' : 'sent', ...posted, retryAt: undefined };
  } catch (thrown) {
    // The parent post may have been deleted: the next attempt starts a new thread, and only that says whether the channel is gone.
    if (thrown instanceof ThreadGone) return { ...waiting, retryAt: clock.now() + backOff(1) };
    const error = deliveryFailure(thrown);
    const { kind, code, message: reason } = error;
    log.warn({ digest: digest.id, kind, code, attempts, reason }, 'a digest could not be delivered');
    const isPaused = await audiences.failed(conversationId, error);
    if (kind === 'unknown') {
      const counted = oneMoreUnknown(claim, clock.now());
      return { ...waiting, ...counted, retryAt: clock.now() + pauseAfterUnknown(counted.unknown ?? 1) };
    }
    return { ...waiting, retryAt: isPaused ? undefined : clock.now() + backOff(attempts) };
  }
}

/**
 * The devices of which the digest has still something to say there. People ship devices on the strength of Ready: one that fell back, failed or is
 * being removed since the digest was composed is left out of it, and so is whatever another digest has told there already.
 */
async function stillToTell(
  digest: Digest,
  conversationId: string,
  order: TellingOrder,
  store: Delivering['store'],
): Promise<DigestDevice[]> {
  const told: DigestDevice[] = [];
  const { kind, devices } = digest;
  for (const line of isLiving(digest) ? await linesNow(devices, store) : devices) {
    const { key, announcementId } = line;
    if (order.isTold({ key, number: numberOf(announcementId) }, conversationId)) continue;
    if (kind === 'ready' && !isStillReady(await store.get('devices', key), announcementId)) continue;
    if (kind === 'unshipped' && line.now !== 'waiting') continue;
    told.push(line);
  }
  return told;
}

/** Ready or in use, and this Ready has not been taken back or told by another digest since. */
function isStillReady(device: Device | undefined, announcementId: string): boolean {
  if (device === undefined || isBeingRemoved(device)) return false;
  const { status, announcements } = device;
  if (status !== 'ready' && status !== 'active' && status !== 'inactive') return false;
  return announcements.some(({ id }) => id === announcementId);
}
