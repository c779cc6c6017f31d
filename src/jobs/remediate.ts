import { compareRoleGroups } from '../registration/access/compareRoleGroups.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { remediate } from '../registration/remediation/remediate.ts';
import type { Job } from './job.ts';

/** Every hour: whether the names of role groups lead to one group each; devices that somebody took out of their groups or put into others. `found` starts the pass that puts it right. */
export function remediateJob(ports: Ports, policy: Policy, found: () => void): Job {
  return {
    name: 'remediate',
    schedule: '0 15 * * * *',
    timeout: 30 * 60_000,
    jitter: 60_000,
    async run(signal) {
      await compareRoleGroups(ports, policy);
      const { doubtful } = await remediate(ports, policy, signal);
      if (doubtful > 0) found();
    },
  };
}
