import type { AnsweredActivities } from '../../registration/answered/answeredActivities.ts';

/** Messages kept at most: more than Teams repeats. */
const most = 1_000;

/** Answered messages in memory, where nobody keeps them over restarts; the oldest are forgotten. */
export function recentlyAnswered(): AnsweredActivities {
  const keys = new Set<string>();
  const keyOf = (conversationId: string, activityId: string) => JSON.stringify([conversationId, activityId]);
  return {
    has: async (conversationId, activityId) => keys.has(keyOf(conversationId, activityId)),
    async add(conversationId, activityId) {
      keys.add(keyOf(conversationId, activityId));
      const [oldest] = keys;
      if (keys.size > most && oldest !== undefined) keys.delete(oldest);
    },
  };
}
