import { renameDevices } from '../registration/naming/renameDevices.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import type { Job } from './job.ts';

/** Every four hours: devices in use whose names left the convention (docs/sources.md, Managed Desktop). `changed` is called when there may be something new to say. */
export function renameJob(
  ports: Pick<Ports, 'store' | 'clock' | 'newId' | 'intune' | 'log'>,
  policy: Policy,
  changed: () => void,
): Job {
  return {
    name: 'rename',
    schedule: '0 0 */4 * * *',
    timeout: 30 * 60_000,
    jitter: 60_000,
    async run(signal) {
      const { written } = await renameDevices(ports, policy, { signal });
      if (written > 0) changed();
    },
  };
}
