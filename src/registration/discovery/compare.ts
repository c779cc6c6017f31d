import { healTimes } from '../lifecycle/healTimes.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';

/** Digests and cards are tried again after ten minutes at the latest, unless Teams asks for more. Milliseconds. */
const longestRetry = 3_600_000;

/**
 * Step 5 of the automatic workflow: shipped devices that nobody requested and that are not managed yet are registered, by making them
 * due. The same look makes every other unfinished device due that lost its place in the schedule, or was given one that is weeks ahead
 * because the clock was.
 */
export async function compare(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  policy: Policy,
): Promise<{ due: number }> {
  const now = clock.now();
  let due = 0;
  for await (const device of everyRecord(store, 'devices', {})) {
    const healed = healTimes(device, policy, now);
    const isLost = device.status === 'pending' && device.dueAt === undefined;
    if (healed === device && !isLost) continue;
    const next = isLost ? { ...healed, dueAt: now } : healed;
    if ((await store.replace('devices', next)) !== undefined && next.dueAt === now) due += 1;
  }
  await pullIn({ store, clock });
  return { due };
}

/** What is to be told again later is told now when that is too far ahead. */
async function pullIn({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<void> {
  const now = clock.now();
  for await (const digest of everyRecord(store, 'digests', { equals: { state: 'open' } }))
    if ((digest.dueAt ?? 0) > now + longestRetry) await store.replace('digests', { ...digest, dueAt: now });
  for await (const batch of everyRecord(store, 'batches', {}))
    if ((batch.cardDueAt ?? 0) > now + longestRetry) await store.replace('batches', { ...batch, cardDueAt: now });
}
