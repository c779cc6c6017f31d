import { housekeeping } from '../registration/batches/housekeeping.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { forgetCards } from '../registration/shownCards/keepCards.ts';
import type { Job } from './job.ts';

/** Every night: old drafts, hashes Autopilot has, told digests. */
export function housekeepingJob(ports: Ports): Job {
  return {
    name: 'housekeeping',
    schedule: '0 15 3 * * *',
    timeout: 30 * 60_000,
    jitter: 10 * 60_000,
    async run() {
      await housekeeping(ports);
      await forgetCards(ports);
    },
  };
}
