import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { compareJob } from './compare.ts';
import { deliverJob } from './deliver.ts';
import { discoverJob } from './discover.ts';
import { housekeepingJob } from './housekeeping.ts';
import type { Job } from './job.ts';
import { passJob } from './pass.ts';
import { remediateJob } from './remediate.ts';
import { remindJob } from './remind.ts';
import { sweepJob } from './sweep.ts';

/** Every job there is. `wake` starts another job of the table at once. */
export function jobTable(ports: Ports, policy: Policy, wake: (name: string) => void): Job[] {
  return [
    passJob(ports, policy, () => wake('deliver')),
    deliverJob(ports, policy),
    discoverJob(ports, policy, () => wake('compare')),
    compareJob(ports, policy, () => wake('pass')),
    remediateJob(ports, policy, () => wake('pass')),
    sweepJob(ports, policy, () => wake('deliver')),
    remindJob(ports, policy, () => wake('deliver')),
    housekeepingJob(ports),
  ];
}
