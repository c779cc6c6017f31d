import { compare } from '../registration/discovery/compare.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import type { Job } from './job.ts';

/** Every hour, after discover: shipped devices that nobody requested are registered. `found` starts the pass. */
export function compareJob(ports: Ports, policy: Policy, found: () => void): Job {
  return {
    name: 'compare',
    schedule: '0 30 * * * *',
    timeout: 10 * 60_000,
    jitter: 60_000,
    async run() {
      const { due } = await compare(ports, policy);
      if (due > 0) found();
    },
  };
}
