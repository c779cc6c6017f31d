import type { Policy } from '../policy/policy.ts';
import type { Autopilot, AutopilotProfile } from '../ports/autopilot.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { explainAccess } from '../problems/explain.ts';
import { auditRequest, writeAudit } from '../writeAudit.ts';
import { compareTemplates } from './compareTemplates.ts';
import type { Naming, TemplateDifference, TemplateOutcome } from './naming.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId' | 'log'> & {
  autopilot: Pick<Autopilot, 'profiles' | 'setNameTemplate'>;
};

/** How long Graph may take to show what it took, in milliseconds; somebody waits for the answer. */
const showsAfter = 2_000;

/**
 * Changes the name template of an Autopilot profile to what applies now, if that is what the person was asked about, and reads it back. Who
 * asked is in the audit before anything is changed.
 */
export async function setNameTemplate(
  request: Parameters<Naming['setTemplate']>[0],
  world: World,
  policy: Policy,
): Promise<TemplateOutcome> {
  try {
    const { profiles, differences } = await compareTemplates(world, policy);
    const hybrid = profiles.find((profile) => profile.id === request.profileId && profile.hybrid);
    if (hybrid !== undefined) return { kind: 'failed', message: namedByDomain(hybrid) };
    const difference = differences.find(({ profileId }) => profileId === request.profileId);
    if (difference === undefined) return { kind: 'same' };
    const { profileId, profileName, actual, wanted, exception } = difference;
    if (wanted !== request.shown) return { kind: 'differs', difference };
    const entry = {
      actor: request.actor,
      subject: profileId,
      detail: { profileName, before: actual, after: wanted, exception: exception?.id },
      activityId: request.activityId,
    };
    await auditRequest(world, { ...entry, action: 'askedToSetNameTemplate' });
    await world.autopilot.setNameTemplate(profileId, wanted);
    await writeAudit(world, { ...entry, action: 'setNameTemplate' });
    if (!(await shows(difference, world, policy))) return { kind: 'failed', message: late };
    return { kind: 'changed', difference };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.warn({ profile: request.profileId, reason: error.message }, 'a name template could not be set');
    return { kind: 'failed', message: whyNot(error) };
  }
}

const late = 'Intune took the change and does not show it yet. Look again with `naming` in a minute.';

async function shows({ profileId }: TemplateDifference, world: World, policy: Policy): Promise<boolean> {
  const isThere = async () => {
    const { differences } = await compareTemplates(world, policy);
    return !differences.some((each) => each.profileId === profileId);
  };
  if (await isThere()) return true;
  await world.clock.sleep(showsAfter);
  return isThere();
}

function namedByDomain({ displayName }: AutopilotProfile): string {
  return `Devices of the Autopilot profile ${displayName} join a domain too, and their domain join profile names them. Set the name prefix there, in the Intune admin center.`;
}

function whyNot(error: ServiceError): string {
  switch (error.kind) {
    case 'forbidden':
      return explainAccess(error);
    case 'throttled':
    case 'unavailable':
    case 'unreadable':
      return 'Microsoft Graph does not answer now. Try it again in a few minutes.';
    case 'notFound':
      return 'The Autopilot profile is not there any more.';
    case 'refused':
      return `Intune refused the template (${error.code}). Set it in the Intune admin center, or change the naming convention.`;
    default:
      return error.kind satisfies never;
  }
}
