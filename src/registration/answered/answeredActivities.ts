import { createHash } from 'node:crypto';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';

/** Teams repeats what it got no answer to within minutes: an hour, in milliseconds, covers a restart too. */
export const answeredKept = 60 * 60_000;

/** Which messages were answered, over restarts. */
export interface AnsweredActivities {
  has(conversationId: string, activityId: string): Promise<boolean>;
  add(conversationId: string, activityId: string): Promise<void>;
}

/** Keeps them in the store; housekeeping takes out what is old. */
export function answeredActivities({ store, clock }: Pick<Ports, 'store' | 'clock'>): AnsweredActivities {
  return {
    async has(conversationId, activityId) {
      const known = await store.get('answeredActivities', keyOf(conversationId, activityId));
      return known !== undefined && clock.now() - known.answeredAt < answeredKept;
    },
    async add(conversationId, activityId) {
      const id = keyOf(conversationId, activityId);
      const answeredAt = clock.now();
      if ((await store.create('answeredActivities', { id, answeredAt })) !== undefined) return;
      const known = await store.get('answeredActivities', id);
      if (known !== undefined) await store.replace('answeredActivities', { ...known, answeredAt });
    },
  };
}

/** Takes out those that nobody repeats any more; resolves with how many. */
export async function forgetAnswered({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<number> {
  let removed = 0;
  const old = { atMost: { field: 'answeredAt', value: clock.now() - answeredKept } } as const;
  for await (const { id, version } of everyRecord(store, 'answeredActivities', old))
    if (await store.delete('answeredActivities', id, version)) removed += 1;
  return removed;
}

/** Ids of activities are Teams' own, one for each conversation. */
function keyOf(conversationId: string, activityId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([conversationId, activityId]))
    .digest('hex');
}
