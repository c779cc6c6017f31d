import type { Trouble } from '../ports/health.ts';
import type { Ports } from '../ports/ports.ts';
import { keepNotices } from './keepNotices.ts';

/** What ids of these notices begin with. */
export const troubleNotices = 'graph:';

/** Trouble that lasts longer than this is told, in milliseconds: ten minutes. Shorter trouble shows in `health` alone. */
const worthTelling = 10 * 60_000;

const remedies: Record<Trouble['kind'], string> = {
  throttled:
    'See which other applications of the tenant send many requests to Microsoft Graph, and have them send fewer. Preflight goes on when the pause is over.',
  unavailable: 'See whether Microsoft reports an outage, and whether Preflight reaches graph.microsoft.com.',
  unreadable:
    'See whether a proxy or firewall answers in the place of graph.microsoft.com. If nothing is in between, open a case with Microsoft.',
  signIn:
    'See whether Microsoft reports an outage, and whether Preflight reaches its sign-in host or managed identity.',
};

/** Tells the channels once of trouble with Microsoft that lasts; forgets it when it is over. */
export async function tellTroubles(ports: Pick<Ports, 'store' | 'clock' | 'log' | 'health'>): Promise<void> {
  const now = ports.clock.now();
  const lasting = ports.health.troubles().filter(({ since }) => now - since >= worthTelling);
  await keepNotices(
    troubleNotices,
    lasting.map(({ kind, sentence }) => ({
      id: `${troubleNotices}${kind}`,
      sentence: `${sentence}.`,
      remedy: remedies[kind],
    })),
    ports,
  );
}
