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

type NoticeDraft = Parameters<typeof keepNotices>[1][number];

/** The hourly looks that together see everything a notification could have told. */
export const wholeLooks = ['discover', 'remediate', 'sweep'] as const;

/** Trouble that lasts longer than this is told, in milliseconds: by then it does not pass by itself. */
const worthTelling = 60 * 60_000;

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
  let failingSince: number | undefined;
  /** What administrators are told of these failures; `undefined` leaves what they were told as it is. */
  const noticesOf = (failures: readonly unknown[]): NoticeDraft[] | undefined => {
    const now = ports.clock.now();
    failingSince = failures.length === 0 ? undefined : Math.min(failingSince ?? now, now);
    if (failingSince === undefined) return [];
    // Where somebody must act it is told at once; until then everything is polled, as without subscriptions.
    const refused = failures.find(isForbidden);
    if (refused !== undefined) return [refusal(refused)];
    return now - failingSince > worthTelling ? [lasting(failures[0])] : undefined;
  };
  return {
    name: 'subscriptions',
    schedule: '0 */15 * * * *',
    timeout: 10 * 60_000,
    jitter: 30_000,
    async run() {
      const failures: unknown[] = [];
      const attempt = <T>(part: Promise<T>) => part.catch((error: unknown) => void failures.push(error));
      const kept = await attempt(keepSubscriptions(ports, policy, urls));
      // Also where they could not be kept: then nothing is told, and all of it is to be found here.
      const changes = await attempt(readChanges(ports));
      if (changes !== undefined && changes.changed > 0) wake('pass');
      if (changes?.everything === true) for (const job of wholeLooks) wake(job);
      if (changes?.groupGone === true) wake('remediate');
      const notices = noticesOf(failures);
      if (notices !== undefined) await keepNotices('subscriptions:', notices, ports);
      const errors = [...failures.filter((error) => !isForbidden(error)), ...(kept?.errors ?? [])];
      if (errors.length > 0) throw new AggregateError(errors, 'some subscriptions could not be kept');
    },
  };
}

function isForbidden(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.kind === 'forbidden';
}

function refusal(error: ServiceError): NoticeDraft {
  return {
    id: 'subscriptions:refused',
    sentence: 'Preflight cannot subscribe to changes of its groups, so that it learns of them only by polling.',
    remedy: explainAccess(error),
  };
}

function lasting(error: unknown): NoticeDraft {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    id: 'subscriptions:failing',
    sentence: 'For more than an hour Preflight could not look after its subscriptions to changes of its groups.',
    remedy: `Nothing is lost: what it is not told it finds by polling, and it keeps trying. See whether Microsoft Graph is well; the last it said is ${reason}.`,
  };
}
