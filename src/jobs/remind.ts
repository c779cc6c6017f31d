import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { remindUnshipped } from '../registration/shipping/remindUnshipped.ts';
import type { Job } from './job.ts';

/** Every hour: devices that are ready and that nobody marked as shipped. `found` starts the delivery. */
export function remindJob(ports: Pick<Ports, 'store' | 'clock'>, policy: Policy, found: () => void): Job {
  return {
    name: 'remind',
    schedule: '0 45 * * * *',
    timeout: 10 * 60_000,
    jitter: 60_000,
    async run(signal) {
      const { reminded } = await remindUnshipped(ports, policy, signal);
      if (reminded > 0) found();
    },
  };
}
