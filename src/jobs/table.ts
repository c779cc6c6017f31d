import type { ListenerUrls } from '../registration/notifications/planSubscriptions.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { compareJob } from './compare.ts';
import { deliverJob } from './deliver.ts';
import { discoverJob } from './discover.ts';
import { housekeepingJob } from './housekeeping.ts';
import type { Job } from './job.ts';
import { namesJob } from './names.ts';
import { type PassNotifications, passJob } from './pass.ts';
import { remediateJob } from './remediate.ts';
import { remindJob } from './remind.ts';
import { renameJob } from './rename.ts';
import { subscriptionsJob } from './subscriptions.ts';
import { sweepJob } from './sweep.ts';
import { troublesJob } from './troubles.ts';

/** Every job there is. `wake` starts another job of the table at once. Without addresses of a listener nothing is subscribed to. */
export function jobTable(
  ports: Ports & PassNotifications,
  policy: Policy,
  listener: ListenerUrls | undefined,
  wake: (name: string) => void,
): Job[] {
  const changed = () => wake('deliver');
  return [
    passJob(ports, policy, changed, ports, wake),
    deliverJob(ports, policy),
    discoverJob(ports, policy, () => wake('compare')),
    compareJob(ports, policy, () => wake('pass')),
    remediateJob(ports, policy, () => wake('pass')),
    sweepJob(ports, policy, changed),
    remindJob(ports, policy, changed),
    namesJob(ports, policy, changed),
    renameJob(ports, policy, changed),
    ...(listener === undefined ? [] : [subscriptionsJob(ports, policy, listener, wake)]),
    troublesJob(ports),
    housekeepingJob(ports),
  ];
}
