import { keepNotices } from '../notices/keepNotices.ts';
import { isObjectId } from '../person.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { allRoles, type Role } from '../roles.ts';

/**
 * Looks whether the name of each role's group leads to one group, and says where it does not: a missing one can be created by whoever may
 * create groups, and a second of the name takes the role from everybody. Groups named by their object id have no such trouble.
 */
export async function compareRoleGroups(
  world: Pick<Ports, 'store' | 'clock' | 'log' | 'directory'>,
  { roles }: Pick<Policy, 'roles'>,
): Promise<void> {
  const named = allRoles.filter((role) => !isObjectId(roles[role]));
  const found =
    named.length === 0
      ? new Map<string, string[]>()
      : await world.directory.groupsNamed([...new Set(named.map((role) => roles[role]))]);
  const wrong = named.flatMap((role) => {
    const number = found.get(roles[role])?.length ?? 0;
    return number === 1 ? [] : [noticeOf(role, roles[role], number)];
  });
  await keepNotices('role:', wrong, world);
}

function noticeOf(role: Role, group: string, number: number) {
  const [kind, what] =
    number === 0
      ? (['missing', `There is no Entra group named ${group}`] as const)
      : (['several', `${number} Entra groups are named ${group}`] as const);
  return {
    id: `role:${role}:${kind}`,
    sentence: `${what}, so nobody has the ${role} role through that name.`,
    remedy: `Put the object id of the group that is meant into the policy file (roles.${role}): nobody can take it by creating a group.`,
  };
}
