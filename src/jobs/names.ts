import { addressAgain } from '../registration/naming/addressRequest.ts';
import { compareTemplates } from '../registration/naming/compareTemplates.ts';
import { endExceptions } from '../registration/naming/endExceptions.ts';
import { tellMisfits } from '../registration/naming/tellMisfits.ts';
import { tellUnreadable } from '../registration/naming/tellUnreadable.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import type { Job } from './job.ts';

/** Every hour: exceptions that end or are about to, what the naming convention and exceptions cannot name, and name templates of Autopilot profiles that are not what applies. `changed` is called when there is something new to say. */
export function namesJob(
  ports: Pick<Ports, 'store' | 'clock' | 'newId' | 'autopilot' | 'log'>,
  policy: Policy,
  changed: () => void,
): Job {
  return {
    name: 'names',
    schedule: '0 50 * * * *',
    timeout: 10 * 60_000,
    jitter: 60_000,
    async run(signal) {
      const { changed: ended } = await endExceptions(ports);
      // Somebody may have been given the approver role, or have met Preflight, since a request was sent.
      await addressAgain(ports);
      if (ended > 0) changed();
      await tellUnreadable(ports);
      await tellMisfits(ports, policy);
      if (!signal.aborted) await compareTemplates(ports, policy);
    },
  };
}
