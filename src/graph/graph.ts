import type { Ports } from '../registration/ports/ports.ts';
import { createAutopilot } from './autopilot.ts';
import { createGraphClient } from './client.ts';
import { createCredential, type GraphCredential } from './credentials.ts';
import { createDirectory } from './directory.ts';
import { createIntune } from './intune.ts';
import { createThrottle } from './throttle.ts';

/** Autopilot, Entra and Intune of one tenant, over one client with one pause for everybody. `origin` is for the sandbox only. */
export function connectGraph(
  options: { credential: GraphCredential; origin?: string | undefined; random: () => number },
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
): Pick<Ports, 'autopilot' | 'directory' | 'intune'> {
  const throttle = createThrottle(clock, options.random, log);
  const client = createGraphClient({
    credential: createCredential(options.credential),
    throttle,
    origin: options.origin,
  });
  return {
    autopilot: createAutopilot(client, clock),
    directory: createDirectory(client),
    intune: createIntune(client),
  };
}
