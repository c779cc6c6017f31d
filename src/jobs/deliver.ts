import { compose } from '../registration/announcements/compose.ts';
import { deliverDigests } from '../registration/announcements/deliver.ts';
import { markAllDigestsDue } from '../registration/announcements/markDigestsDue.ts';
import { updateDigestCards } from '../registration/announcements/updateDigestCards.ts';
import { markOpenCardsDue, updateBatchCards } from '../registration/batches/updateCards.ts';
import { deliverNaming } from '../registration/naming/deliverNaming.ts';
import type { Policy } from '../registration/policy/policy.ts';
import type { Ports } from '../registration/ports/ports.ts';
import type { Job } from './job.ts';

/** Says what there is to say: batch cards first, so that a digest never tells more than the card it points to. */
export function deliverJob(ports: Ports, policy: Policy): Job {
  // At start nobody knows which cards the last run of the process left behind: all of them are drawn again.
  let trouble: string | undefined = 'unknown';
  return {
    name: 'deliver',
    schedule: '*/5 * * * * *',
    timeout: 5 * 60_000,
    jitter: 0,
    async run() {
      if (trouble === 'unknown') await markAllDigestsDue(ports);
      const now = ports.health.trouble()?.kind;
      if (now !== trouble) await markOpenCardsDue(ports);
      trouble = now;
      await updateBatchCards(ports, policy);
      await deliverNaming(ports, policy);
      await updateDigestCards(ports, policy);
      await compose(ports, policy);
      await deliverDigests(ports, policy);
    },
  };
}
