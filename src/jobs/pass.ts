import { createDevicesOfDecidedBatches } from '../registration/batches/createDevices.ts';
import { markCardsDue } from '../registration/batches/updateCards.ts';
import { noResult, pass } from '../registration/lifecycle/pass.ts';
import { wakeDevices } from '../registration/lifecycle/wake.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { carryOutRetries } from '../registration/retry/carryOutRetries.ts';
import type { Job } from './job.ts';

/** Takes every due device as far as it goes; `changed` is called when cards or digests have something new to say. */
export function passJob(ports: Ports, policy: Policy, changed: () => void): Job {
  return {
    name: 'pass',
    schedule: '*/5 * * * * *',
    timeout: 15 * 60_000,
    jitter: 0,
    async run(signal) {
      await createDevicesOfDecidedBatches(ports, policy);
      await carryOutRetries(ports, policy);
      await wakeDevices(ports);
      const result = noResult();
      try {
        await pass(ports, policy, signal, result);
      } finally {
        await markCardsDue(result.batches, ports);
        if (result.batches.size > 0) changed();
      }
      if (result.errors.length > 0) throw new AggregateError(result.errors, 'some devices could not be looked at');
    },
  };
}
