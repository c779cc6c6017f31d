import { tellTroubles } from '../registration/notices/tellTroubles.ts';
import type { Ports } from '../registration/ports/ports.ts';
import type { Job } from './job.ts';

/** Every minute: trouble with Microsoft that lasts is told to the channels. Asks nobody. */
export function troublesJob(ports: Pick<Ports, 'store' | 'clock' | 'log' | 'health'>): Job {
  return {
    name: 'troubles',
    schedule: '30 * * * * *',
    timeout: 60_000,
    jitter: 0,
    run: () => tellTroubles(ports),
  };
}
