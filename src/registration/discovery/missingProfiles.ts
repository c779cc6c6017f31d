import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import { autopilotProfileNames } from '../policy/tags.ts';
import type { AutopilotProfile } from '../ports/autopilot.ts';
import type { Ports } from '../ports/ports.ts';

/** Says when an Autopilot profile of the policy is not there: deleted, or renamed behind our back. No device can become ready then. */
export async function missingProfiles(
  profiles: readonly AutopilotProfile[],
  world: Pick<Ports, 'store' | 'clock' | 'log'>,
  policy: Policy,
): Promise<void> {
  const names = new Set(profiles.map(({ displayName }) => displayName));
  const missing = autopilotProfileNames(policy).filter((name) => !names.has(name));
  await keepNotices(
    'profile:',
    missing.map((name) => ({
      id: `profile:${name}`,
      sentence: `There is no Autopilot deployment profile named ${name}.`,
      remedy: 'Give the profile its name back or create it, or name the right one in the policy file.',
    })),
    world,
  );
}
