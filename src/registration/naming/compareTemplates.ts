import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import type { Autopilot, AutopilotProfile } from '../ports/autopilot.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { approvedExceptions } from './nameReason.ts';
import { templateDifferences } from './nameTemplates.ts';
import type { TemplateDifference } from './naming.ts';
import type { SeenTemplate } from './seenTemplate.ts';

type World = Pick<Ports, 'store' | 'clock' | 'log'>;

/**
 * Reads the name templates of the tenant's Autopilot profiles, keeps them for whoever asks, and tells the channels once of each that is not
 * what applies. Resolves with all of them and with those differences. Rejects with `ServiceError`.
 */
export async function compareTemplates(
  world: World & { autopilot: Pick<Autopilot, 'profiles'> },
  policy: Policy,
): Promise<{ profiles: AutopilotProfile[]; differences: TemplateDifference[] }> {
  const profiles = await world.autopilot.profiles();
  await rememberTemplates(profiles, world);
  return { profiles, differences: await tellDifferences(profiles, world, policy) };
}

/** The differences between the templates as they were read last and what applies now; asks nobody. */
export async function readTemplateDifferences(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  policy: Policy,
): Promise<TemplateDifference[]> {
  const seen = await Array.fromAsync(everyRecord(store, 'nameTemplates', {}));
  const profiles = seen.map(({ id, displayName, template }) => ({
    id,
    displayName,
    deviceNameTemplate: template,
    hybrid: false,
  }));
  return templateDifferences(profiles, policy, await approvedExceptions({ store }), clock.now());
}

/** Makes what is known of the templates, and the notices about them, what was just read. */
async function tellDifferences(
  profiles: readonly AutopilotProfile[],
  world: World,
  policy: Policy,
): Promise<TemplateDifference[]> {
  const differences = templateDifferences(profiles, policy, await approvedExceptions(world), world.clock.now());
  await keepNotices(
    'names:template:',
    differences.map((difference) => ({
      // Another difference of the same profile is another notice.
      id: `names:template:${difference.profileId}:${difference.actual}:${difference.wanted}`,
      sentence: sentenceOf(difference),
      remedy: 'Write `naming` to Preflight in the chat, and set it there.',
    })),
    world,
  );
  return differences;
}

function sentenceOf({ profileName, actual, wanted, exception }: TemplateDifference): string {
  const why = exception === undefined ? 'the naming convention says' : 'a naming exception says';
  const does = actual === '' ? 'sets no device names' : `names devices ${actual}`;
  const should = wanted === '' ? 'to leave names alone' : wanted;
  return `The Autopilot profile ${profileName} ${does}; ${why} ${should}.`;
}

/** Keeps the templates as they were read; profiles that are gone are forgotten, and those whose template names nobody are not kept. */
async function rememberTemplates(
  profiles: readonly AutopilotProfile[],
  { store }: Pick<World, 'store'>,
): Promise<void> {
  const known = new Map<string, SeenTemplate>();
  for await (const seen of everyRecord(store, 'nameTemplates', {})) known.set(seen.id, seen);
  for (const { id, displayName, deviceNameTemplate, hybrid } of profiles) {
    if (hybrid) continue;
    const template = deviceNameTemplate ?? '';
    const seen = known.get(id);
    known.delete(id);
    if (seen === undefined) await store.create('nameTemplates', { id, displayName, template });
    else if (seen.template !== template || seen.displayName !== displayName)
      await store.replace('nameTemplates', { ...seen, displayName, template });
  }
  for (const { id, version } of known.values()) await store.delete('nameTemplates', id, version);
}
