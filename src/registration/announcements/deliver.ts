import { readBatchView } from '../batches/readBatchView.ts';
import type { Policy } from '../policy/policy.ts';
import { deliveryFailure } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { ChannelSubscription } from './channels.ts';
import type { Digest, DigestDelivery } from './digest.ts';

type World = Pick<Ports, 'store' | 'clock' | 'courier' | 'log' | 'health'>;

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

async function deliverDigest(digest: Digest, world: World, policy: Policy): Promise<void> {
  let current: Digest | undefined = digest;
  let retryAt: number | undefined;
  for (const { conversationId } of digest.deliveries.filter(({ state }) => state === 'waiting')) {
    if (current === undefined) return;
    const { delivery, retryAfter } = await post(current, conversationId, world, policy);
    if (retryAfter !== undefined)
      retryAt = Math.min(retryAt ?? Number.POSITIVE_INFINITY, world.clock.now() + retryAfter);
    const deliveries: DigestDelivery[] = current.deliveries.map((known) =>
      known.conversationId === conversationId ? delivery : known,
    );
    // Stored after each post: a crash repeats at most the one post that was under way.
    current = await world.store.replace('digests', { ...current, deliveries });
  }
  if (current === undefined) return;
  if (retryAt !== undefined) await world.store.replace('digests', { ...current, dueAt: retryAt });
  else await finish(current, world);
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

async function stopChannel(conversationId: string, reason: string, store: World['store']): Promise<void> {
  const channel = await store.get('channels', conversationId);
  if (channel !== undefined) await store.replace('channels', { ...channel, stoppedBecause: reason });
}

/** Milliseconds before the next attempt: 5 s doubled each time, ten minutes at most. */
export function backOff(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 600_000);
}
