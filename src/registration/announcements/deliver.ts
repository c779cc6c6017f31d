import { readBatchView } from '../batches/readBatchView.ts';
import type { Device } from '../lifecycle/device.ts';
import { readNamingView } from '../naming/readNamingView.ts';
import type { Policy } from '../policy/policy.ts';
import { deliveryFailure } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import type { ChannelSubscription } from './channels.ts';
import type { Digest, DigestDelivery } from './digest.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'log' | 'health'>;

/** How long a delivery is left to the process that claimed it, in milliseconds; a post takes seconds. */
const claimLasts = 5 * 60_000;
/** Threads a channel's record remembers. */
const threadsKept = 200;

/** Posts every digest that is due, to each of its audiences once. One that cannot be reached holds up no other. */
export async function deliverDigests(world: World, policy: Policy): Promise<void> {
  for await (const digest of everyRecord(world.store, 'digests', {
    atMost: { field: 'dueAt', value: world.clock.now() },
  })) {
    await deliverDigest(digest, world, policy);
  }
}

/**
 * Each delivery is claimed before it is posted, so that no second process posts it too. While a claim is fresh the digest is left to whoever
 * made it; an older one is of a process that died, and its post is repeated: at least once, and twice only then.
 */
async function deliverDigest(digest: Digest, world: World, policy: Policy): Promise<void> {
  const { store, clock } = world;
  if (digest.deliveries.some((delivery) => isClaimed(delivery, clock.now()))) return;
  let current: Digest | undefined = digest;
  let retryAt: number | undefined;
  for (const open of digest.deliveries.filter(({ state }) => state === 'waiting' || state === 'sending')) {
    const told = await stillTrue(digest, store);
    // Nobody of it is ready any more: there is nothing to say.
    if (told.length === 0 && digest.devices.length > 0) break;
    const claim: DigestDelivery = { ...open, state: 'sending', claimedAt: clock.now() };
    current = await store.replace('digests', withDelivery(current, claim));
    if (current === undefined) return;
    const { delivery, retryAfter } = await post({ ...current, devices: told }, open.conversationId, world, policy);
    if (retryAfter !== undefined) retryAt = Math.min(retryAt ?? Number.POSITIVE_INFINITY, clock.now() + retryAfter);
    // Stored after each post: a crash repeats at most the one post that was under way.
    current = await store.replace('digests', withDelivery(current, delivery));
    if (current === undefined) return;
  }
  if (retryAt !== undefined) await store.replace('digests', { ...current, dueAt: retryAt });
  else await finish(current, world);
}

/** A claim from the future was made before a clock was put right. */
function isClaimed({ state, claimedAt = 0 }: DigestDelivery, now: number): boolean {
  return state === 'sending' && Math.abs(now - claimedAt) < claimLasts;
}

function withDelivery(digest: Digest, delivery: DigestDelivery): Digest {
  const { conversationId } = delivery;
  return {
    ...digest,
    deliveries: digest.deliveries.map((known) => (known.conversationId === conversationId ? delivery : known)),
  };
}

/**
 * The devices of which the digest is still true. People ship devices on the strength of Ready: one that fell back, failed or is being removed
 * since the digest was composed is left out of it.
 */
async function stillTrue({ kind, devices }: Digest, store: World['store']): Promise<Digest['devices']> {
  if (kind !== 'ready') return devices;
  const told: Digest['devices'] = [];
  for (const line of devices) {
    const device = await store.get('devices', line.key);
    if (device !== undefined && isReadyOrInUse(device)) told.push(line);
  }
  return told;
}

function isReadyOrInUse(device: Device): boolean {
  const { status } = device;
  return !isBeingRemoved(device) && (status === 'ready' || status === 'active' || status === 'inactive');
}

/** Takes the announcements off their devices, then closes the digest. */
async function finish(digest: Digest, { store }: World): Promise<void> {
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

async function post(
  digest: Digest,
  conversationId: string,
  world: World,
  policy: Policy,
): Promise<{ delivery: DigestDelivery; retryAfter?: number }> {
  const { store, courier, log } = world;
  const attempts = (digest.deliveries.find((known) => known.conversationId === conversationId)?.attempts ?? 0) + 1;
  const channel = await store.get('channels', conversationId);
  const batch = digest.batchId === undefined ? undefined : await store.get('batches', digest.batchId);
  const view = batch === undefined ? undefined : await readBatchView(batch, world, policy);
  const threadActivityId = digest.batchId === undefined ? undefined : channel?.threads[digest.batchId];
  try {
    if (digest.naming !== undefined) {
      const activityId = await postNaming(digest.naming, conversationId, world, policy);
      return {
        delivery: { conversationId, state: activityId === undefined ? 'dropped' : 'sent', activityId, attempts },
      };
    }
    const { activityId, startedThread } = await courier.postDigest(digest, view, {
      conversationId,
      channel,
      threadActivityId,
    });
    if (channel !== undefined && startedThread && digest.batchId !== undefined) {
      await rememberThread(channel, digest.batchId, activityId, store);
    }
    return { delivery: { conversationId, state: 'sent', activityId, attempts } };
  } catch (thrown) {
    const error = deliveryFailure(thrown);
    log.warn(
      { digest: digest.id, kind: error.kind, attempts, reason: error.message },
      'a digest could not be delivered',
    );
    if (
      error.kind === 'gone' &&
      channel !== undefined &&
      threadActivityId !== undefined &&
      digest.batchId !== undefined
    ) {
      // The parent post may have been deleted: the next attempt starts a new thread, and only that says whether the channel is gone.
      await forgetThread(channel, digest.batchId, store);
      return { delivery: { conversationId, state: 'waiting', attempts }, retryAfter: backOff(1) };
    }
    if (error.kind === 'gone') {
      await stopChannel(conversationId, error.message, store);
      return { delivery: { conversationId, state: 'dropped', attempts } };
    }
    return {
      delivery: { conversationId, state: 'waiting', attempts },
      retryAfter: error.retryAfter ?? backOff(attempts),
    };
  }
}

/** Where the exception has a card; `undefined` where it has none any more. */
async function postNaming(
  { exceptionId, news }: NonNullable<Digest['naming']>,
  conversationId: string,
  world: World,
  policy: Policy,
): Promise<string | undefined> {
  const exception = await world.store.get('namingExceptions', exceptionId);
  const card = exception?.cards.find((each) => each.conversationId === conversationId);
  if (exception === undefined || card === undefined) return undefined;
  const view = await readNamingView(exception, world, policy);
  return world.courier.postNamingNews(view, news, card);
}

async function rememberThread(
  channel: ChannelSubscription,
  batchId: string,
  activityId: string,
  store: World['store'],
): Promise<void> {
  const threads = Object.entries({ ...channel.threads, [batchId]: activityId }).slice(-threadsKept);
  await store.replace('channels', { ...channel, threads: Object.fromEntries(threads) });
}

async function forgetThread(channel: ChannelSubscription, batchId: string, store: World['store']): Promise<void> {
  const { [batchId]: _forgotten, ...threads } = channel.threads;
  await store.replace('channels', { ...channel, threads });
}

/** Sends nothing more to a channel until somebody subscribes it again; a chat is none. */
export async function stopChannel(conversationId: string, reason: string, store: World['store']): Promise<void> {
  const channel = await store.get('channels', conversationId);
  if (channel !== undefined) await store.replace('channels', { ...channel, stoppedBecause: reason });
}

/** Milliseconds before the next attempt: 5 s doubled each time, ten minutes at most. */
export function backOff(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 600_000);
}
