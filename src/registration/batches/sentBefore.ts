import type { Policy } from '../policy/policy.ts';
import { findProfile } from '../policy/tags.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Batch, SentBefore } from './batch.ts';

/** What became of these very bytes when they were sent before: the last registration, else what still waits, else what was cancelled last. */
export async function sentBefore(
  digest: string,
  store: Pick<Ports['store'], 'query'>,
  policy: Policy,
): Promise<SentBefore | undefined> {
  let best: SentBefore | undefined;
  for await (const batch of everyRecord(store, 'batches', { equals: { digest } }, 50)) {
    const found = describe(batch, policy);
    if (best === undefined || weight(found) > weight(best) || (weight(found) === weight(best) && found.at > best.at))
      best = found;
  }
  return best;
}

function describe(batch: Batch, policy: Policy): SentBefore {
  const { id, requester, createdAt, state, profile } = batch;
  const outcome = state === 'draft' ? 'waiting' : state === 'cancelled' ? 'cancelled' : 'registered';
  const profileLabel = findProfile(policy, profile ?? '')?.label ?? profile;
  return { batchId: id, by: requester, at: createdAt, outcome, profileLabel };
}

function weight({ outcome }: SentBefore): number {
  return ['cancelled', 'waiting', 'registered'].indexOf(outcome);
}
