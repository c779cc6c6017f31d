import { markCardsDue } from '../registration/batches/updateCards.ts';
import { sweep } from '../registration/enrolment/sweep.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import type { Job } from './job.ts';

/** Every five minutes: who enrolled or synchronised with Intune. `changed` is called when there is something new to say. */
export function sweepJob(ports: Ports, policy: Policy, changed: () => void): Job {
  return {
    name: 'sweep',
    schedule: '0 */5 * * * *',
    // The whole list is read once a day: a large fleet takes minutes, and one cut short begins at its first page again.
    timeout: 30 * 60_000,
    jitter: 10_000,
    async run(signal) {
      const { written, batches, errors } = await sweep(ports, policy, signal);
      await markCardsDue(batches, ports);
      if (written > 0) changed();
      if (errors.length > 0) throw new AggregateError(errors, 'some devices could not be decided');
    },
  };
}
