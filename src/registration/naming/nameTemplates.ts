import type { Policy } from '../policy/policy.ts';
import type { AutopilotProfile } from '../ports/autopilot.ts';
import { conventionOf, strongestFirst, wantedTemplate } from './nameRule.ts';
import type { TemplateDifference } from './naming.ts';
import { isInForce, type NamingException } from './namingException.ts';

/** What an Autopilot profile's template should be, and which exception says so. */
interface Wanted {
  template: string;
  exception?: NamingException | undefined;
}

/**
 * The Autopilot profiles of the policy whose device name template is not what applies to all devices that lead to them. A template is for
 * devices that nobody has seen yet, so exceptions for a file or for single devices do not show there; nor does one for a device profile
 * that shares its Autopilot profile with others which are called otherwise. Where devices join a domain too, no template names them.
 */
export function templateDifferences(
  profiles: readonly AutopilotProfile[],
  policy: Policy,
  exceptions: readonly NamingException[],
  now: number,
): TemplateDifference[] {
  const inForce = strongestFirst(exceptions.filter((exception) => isInForce(exception, now)));
  return profiles.flatMap(({ id, displayName, deviceNameTemplate, hybrid }): TemplateDifference[] => {
    const users = usersOf(displayName, policy);
    if (users.length === 0 || hybrid) return [];
    const actual = deviceNameTemplate ?? '';
    const { template, exception } = wantedFor(
      users.map((user) => user.id),
      inForce,
      policy,
    );
    if (comparable(actual) === comparable(template)) return [];
    const labels = users.map(({ label }) => label);
    return [{ profileId: id, profileName: displayName, actual, wanted: template, exception, profiles: labels }];
  });
}

/** Device profiles, shared ones included, whose devices get this Autopilot profile. */
function usersOf(autopilotProfile: string, { profiles, shared }: Policy): Policy['profiles'] {
  return profiles.filter(
    (profile) =>
      profile.autopilotProfile === autopilotProfile ||
      (profile.allowsShared && shared.autopilotProfile === autopilotProfile),
  );
}

function wantedFor(profileIds: readonly string[], inForce: readonly NamingException[], policy: Policy): Wanted {
  const general = wantedBy(
    inForce.find(({ scope }) => scope.kind === 'tenant'),
    policy,
  );
  const each = profileIds.map((profileId) => {
    const own = inForce.find(({ scope }) => scope.kind === 'profile' && scope.profile === profileId);
    return own === undefined ? general : wantedBy(own, policy);
  });
  const [first = general] = each;
  return each.every(({ template }) => comparable(template) === comparable(first.template)) ? first : general;
}

function wantedBy(exception: NamingException | undefined, policy: Policy): Wanted {
  if (exception === undefined) return { template: conventionOf(policy).text };
  return { template: wantedTemplate(exception)?.text ?? '', exception };
}

/** Macros are the same in any case of letters; the text around them is not. */
function comparable(template: string): string {
  return template.trim().replace(/%[^%]*%/g, (macro) => macro.toUpperCase());
}
