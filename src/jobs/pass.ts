import { createDevicesOfDecidedBatches } from '../registration/batches/createDevices.ts';
import { markCardsDue } from '../registration/batches/updateCards.ts';
import { noResult, pass } from '../registration/lifecycle/pass.ts';
import { type Followed, followWakeUps } from '../registration/notifications/followWakeUps.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { GroupWatch } from '../registration/ports/groupWatch.ts';
import type { Metrics } from '../registration/ports/metrics.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { carryOutRetries } from '../registration/retry/carryOutRetries.ts';
import type { Job } from './job.ts';
import { wholeLooks } from './subscriptions.ts';

/** What the pass knows of notifications. */
export interface PassNotifications {
  groupWatch: GroupWatch;
  metrics: Metrics;
}

/** A device that Entra shows and Autopilot does not is looked for among all devices no more often than this, in milliseconds. */
const betweenDiscoveries = 10 * 60_000;

/** Takes every due device as far as it goes; `changed` is called when cards or digests have something new to say, `wake` starts another job. */
export function passJob(
  ports: Ports,
  policy: Policy,
  changed: () => void,
  { groupWatch, metrics }: PassNotifications,
  wake: (job: string) => void,
): Job {
  let discoveredAt = Number.NEGATIVE_INFINITY;
  const lookFurther = ({ hidden, everything, groupGone, more, error }: Followed) => {
    if (error instanceof ServiceError) ports.log.warn({ reason: error.message }, 'notifications are followed up later');
    else if (error !== undefined)
      ports.log.error({ reason: error.stack ?? error.message }, 'notifications could not be followed up; again later');
    if (everything) for (const job of wholeLooks) wake(job);
    if (groupGone) wake('remediate');
    if (more) wake('pass');
    if (!hidden || ports.clock.now() - discoveredAt < betweenDiscoveries) return;
    discoveredAt = ports.clock.now();
    wake('discover');
  };
  return {
    name: 'pass',
    schedule: '*/5 * * * * *',
    timeout: 15 * 60_000,
    jitter: 0,
    async run(signal) {
      await createDevicesOfDecidedBatches(ports, policy);
      await carryOutRetries(ports, policy);
      const followed = await followWakeUps({ ...ports, groupWatch }, policy);
      lookFurther(followed);
      const announced = await announcementsOf(followed.woken.keys(), ports);
      const result = noResult();
      try {
        await pass(ports, policy, signal, result);
      } finally {
        await markCardsDue(result.batches, ports);
        if (result.batches.size > 0) changed();
      }
      const now = ports.clock.now();
      for (const [id, count] of await announcementsOf(followed.woken.keys(), ports)) {
        if (count > (announced.get(id) ?? 0))
          metrics.time('notificationToAnnouncement', (now - (followed.woken.get(id) ?? now)) / 1_000);
      }
      if (result.errors.length > 0) throw new AggregateError(result.errors, 'some devices could not be looked at');
    },
  };
}

/** How many announcements each device has had. */
async function announcementsOf(ids: Iterable<string>, { store }: Pick<Ports, 'store'>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (await store.get('devices', id))?.announcementCount ?? 0);
  return counts;
}
