import type { GroupWatch } from '../registration/ports/groupWatch.ts';
import type { Ports } from '../registration/ports/ports.ts';
import { createAutopilot } from './autopilot.ts';
import { believeGroupIds } from './believedGroupIds.ts';
import { createGraphClient } from './client.ts';
import { createCredential, type GraphCredential } from './credentials.ts';
import { createDirectory } from './directory.ts';
import { createGroupWatch } from './groupWatch.ts';
import { createIntune } from './intune.ts';
import { createThrottle } from './throttle.ts';

/** A person who clicked waits this long for Graph, in milliseconds; Teams gives up after ten to fifteen seconds. */
const interactivePatience = 5_000;

/** Autopilot, Entra and Intune of one tenant, over one client with one pause for everybody. `origin` is for the sandbox only. What is `interactive` fails rather than keep a person waiting, and believes no group's id. */
export function connectGraph(
  options: {
    credential: GraphCredential;
    origin?: string | undefined;
    random: () => number;
    /** Ends every wait for Graph. */
    signal?: AbortSignal | undefined;
  },
  ports: Pick<Ports, 'clock' | 'log' | 'health'>,
): Pick<Ports, 'autopilot' | 'directory' | 'intune'> & {
  interactive: Pick<Ports, 'autopilot' | 'directory' | 'intune'>;
  groupWatch: GroupWatch;
} {
  const throttle = createThrottle({ ...ports, random: options.random, signal: options.signal });
  const credential = createCredential(options.credential);
  const { origin } = options;
  const client = createGraphClient({ credential, throttle, origin });
  const hurried = { throttle: throttle.within(interactivePatience), timeout: interactivePatience };
  const hurriedClient = createGraphClient({ credential, origin, ...hurried });
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
