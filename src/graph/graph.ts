import type { GroupWatch } from '../registration/ports/groupWatch.ts';
import { type Metrics, noMetrics } from '../registration/ports/metrics.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { createAutopilot } from './autopilot.ts';
import { believeGroupIds } from './believedGroupIds.ts';
import { createGraphClient } from './client.ts';
import { createCredential, type GraphCredential } from './credentials.ts';
import { createDirectory } from './directory.ts';
import { createGroupWatch } from './groupWatch.ts';
import { createIntune } from './intune.ts';
import { createLeftOut } from './leftOut.ts';
import { createThrottle } from './throttle.ts';

/** A person who clicked waits this long for Graph, in milliseconds; Teams gives up after ten to fifteen seconds. */
const interactivePatience = 5_000;

/** Autopilot, Entra and Intune of one tenant, over one client with one pause for everybody. `origin` is for the sandbox only. What is `interactive` fails rather than keep a person waiting, and believes no group's id. */
export function connectGraph(
  options: {
    credential: GraphCredential;
    origin?: string | undefined;
    random: () => number;
    /** Ends every wait for Graph, and every reading. */
    signal?: AbortSignal | undefined;
    /** Longest pause that Graph may ask for, in milliseconds; fifteen minutes when absent. */
    longestPause?: number | undefined;
    /** Milliseconds for one request, of the machine's time; 100 s when absent. */
    timeout?: number | undefined;
    metrics?: Pick<Metrics, 'count'> | undefined;
  },
  ports: Pick<Ports, 'clock' | 'log' | 'health'>,
): Pick<Ports, 'autopilot' | 'directory' | 'intune'> & {
  interactive: Pick<Ports, 'autopilot' | 'directory' | 'intune'>;
  groupWatch: GroupWatch;
} {
  const { random, signal, longestPause, origin, timeout } = options;
  const throttle = createThrottle({ ...ports, random, signal, longestPause });
  const credential = createCredential(options.credential);
  const leftOut = createLeftOut(ports, options.metrics ?? noMetrics);
  const client = createGraphClient({ credential, throttle, leftOut, origin, signal, timeout });
  const hurried = {
    throttle: throttle.within(interactivePatience),
    timeout: Math.min(interactivePatience, timeout ?? interactivePatience),
  };
  const hurriedClient = createGraphClient({ credential, leftOut, origin, signal, ...hurried });
  return {
    autopilot: createAutopilot(client, ports.clock),
    directory: believeGroupIds(createDirectory(client), ports.clock),
    intune: createIntune(client),
    groupWatch: createGroupWatch(client),
    interactive: {
      autopilot: createAutopilot(hurriedClient, ports.clock),
      directory: createDirectory(hurriedClient),
      intune: createIntune(hurriedClient),
    },
  };
}
