import type { Clock } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';

export type Role = 'registrar' | 'approver' | 'administrator';

/** Who may do what, by Entra group. An administrator may do all a registrar may. */
export interface Roles {
  /** Asks the directory, at most every few minutes a person. Rejects with `ServiceError` when it cannot be asked. */
  has(userId: string, role: Role): Promise<boolean>;
  /** Display name of the Entra group that gives the role, for the refusal. */
  groupName(role: Role): string;
}

/** How long an answer of the directory is believed: five minutes. */
const believed = 5 * 60_000;

/** Roles read from the directory with `checkMemberGroups`. */
export function directoryRoles(
  directory: Pick<Directory, 'groupIds' | 'userGroups'>,
  groupNames: Record<Role, string>,
  clock: Pick<Clock, 'now'>,
): Roles {
  const answers = new Map<string, { roles: Set<Role>; until: number }>();

  async function read(userId: string): Promise<Set<Role>> {
    const known = answers.get(userId);
    if (known !== undefined && known.until > clock.now()) return known.roles;
    const ids = await directory.groupIds(Object.values(groupNames));
    const member = await directory.userGroups(userId, [...ids.values()]);
    const roles = new Set<Role>();
    for (const [role, name] of Object.entries(groupNames) as [Role, string][]) {
      const id = ids.get(name);
      if (id !== undefined && member.has(id)) roles.add(role);
    }
    if (answers.size >= 1_000) answers.clear();
    answers.set(userId, { roles, until: clock.now() + believed });
    return roles;
  }

  return {
    async has(userId, role) {
      const roles = await read(userId);
      return roles.has(role) || (role === 'registrar' && roles.has('administrator'));
    },
    groupName: (role) => groupNames[role],
  };
}
