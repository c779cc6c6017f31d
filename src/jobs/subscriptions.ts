import { keepNotices } from '../registration/notices/keepNotices.ts';
import { keepSubscriptions } from '../registration/notifications/keepSubscriptions.ts';
import type { ListenerUrls } from '../registration/notifications/planSubscriptions.ts';
import { readChanges } from '../registration/notifications/readChanges.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { GroupWatch } from '../registration/ports/groupWatch.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { explainAccess } from '../registration/problems/explain.ts';
import type { Job } from './job.ts';

/** The hourly looks that together see everything a notification could have told. */
export const wholeLooks = ['discover', 'remediate', 'sweep'] as const;

/**
 * Every fifteen minutes: the subscriptions are made what they should be, then Graph is asked what changed in the watched groups since it was
 * asked last: whatever was not told, or not taken in, is found here. `wake` starts what looks at it.
 */
export function subscriptionsJob(
  ports: Ports & { groupWatch: GroupWatch },
  policy: Policy,
  urls: ListenerUrls,
  wake: (job: string) => void,
): Job {
  return {
    name: 'subscriptions',
    schedule: '0 */15 * * * *',
    timeout: 10 * 60_000,
    jitter: 30_000,
    async run() {
      try {
        const { groupIds, errors } = await keepSubscriptions(ports, policy, urls);
        const { changed, everything, groupGone } = await readChanges(groupIds, ports);
        if (changed > 0) wake('pass');
        if (everything) for (const job of wholeLooks) wake(job);
        if (groupGone) wake('remediate');
        await keepNotices('subscriptions:', [], ports);
        if (errors.length > 0) throw new AggregateError(errors, 'some subscriptions could not be kept');
      } catch (error) {
        if (!(error instanceof ServiceError && error.kind === 'forbidden')) throw error;
        // Somebody must act, and is told once; until then everything is polled, as without subscriptions.
        const sentence =
          'Preflight cannot subscribe to changes of its groups, so that it learns of them only by polling.';
        await keepNotices(
          'subscriptions:',
          [{ id: 'subscriptions:refused', sentence, remedy: explainAccess(error) }],
          ports,
        );
      }
    },
  };
}
