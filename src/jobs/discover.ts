import { markCardsDue } from '../registration/batches/updateCards.ts';
import { discover } from '../registration/discovery/discover.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import type { Job } from './job.ts';

/** Every hour: devices with our tags that somebody else uploaded. `done` starts the comparison. */
export function discoverJob(ports: Ports, policy: Policy, done: () => void): Job {
  return {
    name: 'discover',
    schedule: '0 0 * * * *',
    timeout: 30 * 60_000,
    jitter: 60_000,
    async run(signal) {
      const { batches, errors } = await discover(ports, policy, signal);
      await markCardsDue(batches, ports);
      done();
      if (errors.length > 0) throw new AggregateError(errors, 'some devices could not be decided');
    },
  };
}
