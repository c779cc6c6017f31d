import { readBatchView } from '../batches/readBatchView.ts';
import { readNamingView } from '../naming/readNamingView.ts';
import type { Policy } from '../policy/policy.ts';
import { DeliveryError } from '../ports/courier.ts';
import type { Delivering } from './deliveryRun.ts';
import type { Digest } from './digest.ts';
import { forgetThread, rememberThread } from './threads.ts';

/** The post that a batch's messages come under is not there any more; it has been forgotten. */
export class ThreadGone extends Error {
  override readonly name = 'ThreadGone';
}

/** Where a digest was posted. */
export interface Posted {
  activityId: string;
  /** The thread's conversation id, where it is in one. */
  postedIn?: string | undefined;
}

/** Posts a digest to one conversation; resolves with where it is, `undefined` where there is nothing to tell any more. Rejects as a courier does, and with `ThreadGone`. */
export async function postDigest(
  digest: Digest,
  conversationId: string,
  world: Delivering,
  policy: Policy,
): Promise<Posted | undefined> {
  const { store, courier, log } = world;
  if (digest.naming !== undefined) return postNaming(digest.naming, conversationId, world, policy);
  const { batchId } = digest;
  const channel = await store.get('channels', conversationId);
  const batch = batchId === undefined ? undefined : await store.get('batches', batchId);
  const view = batch === undefined ? undefined : await readBatchView(batch, world, policy);
  const threadActivityId = batchId === undefined ? undefined : channel?.threads[batchId];
  try {
    const where = { conversationId, channel, threadActivityId };
    const { activityId, startedThread, postedIn } = await courier.postDigest(digest, view, where);
    // Without an id nobody can answer it: the next message starts another thread.
    if (startedThread && batchId !== undefined && activityId !== '')
      await rememberThread(conversationId, batchId, activityId, store);
    return { activityId, postedIn };
  } catch (error) {
    const isMissing = error instanceof DeliveryError && error.kind === 'missing';
    if (!isMissing || batchId === undefined || threadActivityId === undefined) throw error;
    log.warn({ digest: digest.id, reason: error.message }, 'the thread of a batch is gone; a new one is started');
    await forgetThread(conversationId, batchId, store);
    throw new ThreadGone(error.message, { cause: error });
  }
}

/** Where the exception has a card; `undefined` where it has none any more. */
async function postNaming(
  { exceptionId, news }: NonNullable<Digest['naming']>,
  conversationId: string,
  world: Delivering,
  policy: Policy,
): Promise<Posted | undefined> {
  const exception = await world.store.get('namingExceptions', exceptionId);
  const card = exception?.cards.find((each) => each.conversationId === conversationId);
  if (exception === undefined || card === undefined) return undefined;
  const view = await readNamingView(exception, world, policy);
  return { activityId: await world.courier.postNamingNews(view, news, card) };
}
