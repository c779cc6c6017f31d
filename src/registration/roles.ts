import type { Clock } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';
import { isWithin } from './ports/isWithin.ts';

export type Role = 'registrar' | 'approver' | 'administrator';

/** Who may do what, by Entra group. An administrator may do all a registrar may. */
export interface Roles {
  /** Asks the directory, at most every few minutes a person. Rejects with `ServiceError` when it cannot be asked. */
  has(userId: string, role: Role): Promise<boolean>;
  /** As `has`, but asks the directory now, whatever it said a minute ago: for decisions about other people's requests. */
  hasNow(userId: string, role: Role): Promise<boolean>;
  /** Display name of the Entra group that gives the role, for the refusal. */
  groupName(role: Role): string;
}

/** Whether a role group is named by its object id: an organisation that cannot keep others from creating groups does that. */
export function isObjectId(group: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(group);
}

/** How long an answer of the directory is believed: five minutes. */
const believed = 5 * 60_000;

/** Roles read from the directory with `checkMemberGroups`. */
export function directoryRoles(
  directory: Pick<Directory, 'groupIds' | 'userGroups'>,
  groupNames: Record<Role, string>,
  clock: Pick<Clock, 'now'>,
): Roles {
  const answers = new Map<string, { roles: Set<Role>; at: number }>();

  async function read(userId: string): Promise<Set<Role>> {
    const known = answers.get(userId);
    if (known !== undefined && isWithin(believed, known.at, clock.now())) return known.roles;
    return ask(userId);
  }

  async function ask(userId: string): Promise<Set<Role>> {
    const named = Object.values(groupNames).filter((group) => !isObjectId(group));
    const ids = named.length > 0 ? await directory.groupIds(named) : new Map<string, string>();
    const given = Object.values(groupNames).filter(isObjectId);
    const member = await directory.userGroups(userId, [...ids.values(), ...given]);
    const roles = new Set<Role>();
    for (const [role, name] of Object.entries(groupNames) as [Role, string][]) {
      const id = isObjectId(name) ? name : ids.get(name);
      if (id !== undefined && member.has(id)) roles.add(role);
    }
    if (answers.size >= 1_000) answers.clear();
    answers.set(userId, { roles, at: clock.now() });
    return roles;
  }

  const holds = (roles: ReadonlySet<Role>, role: Role) =>
    roles.has(role) || (role === 'registrar' && roles.has('administrator'));
  return {
    has: async (userId, role) => holds(await read(userId), role),
    hasNow: async (userId, role) => holds(await ask(userId), role),
    groupName: (role) => groupNames[role],
  };
}
