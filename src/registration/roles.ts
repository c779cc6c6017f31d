import { isObjectId } from './person.ts';
import type { Clock } from './ports/clock.ts';
import type { Directory, Standing } from './ports/directory.ts';
import { isWithin } from './ports/isWithin.ts';

/** Every role, the one that may least first. */
export const allRoles = ['reader', 'registrar', 'approver', 'administrator'] as const;

export type Role = (typeof allRoles)[number];

/** The roles that include each: whoever has any sees what readers see, and an administrator may do all a registrar may. */
export const includedIn: Readonly<Record<Role, readonly Role[]>> = {
  reader: ['registrar', 'approver', 'administrator'],
  registrar: ['administrator'],
  approver: [],
  administrator: [],
};

/** Whether somebody with these roles may do what a role allows. */
export function holds(roles: ReadonlySet<Role>, role: Role): boolean {
  return roles.has(role) || includedIn[role].some((wider) => roles.has(wider));
}

/** Why nobody has a role through its group's name: there is none of that name, or there are several and which is meant cannot be known. */
export type GroupTrouble = 'missing' | 'several';

/**
 * Who may do what, by Entra group. Guests, disabled and deleted accounts have no role, whatever group they are in. Each question rejects with
 * `ServiceError` when the directory cannot be asked, or answers what cannot be read.
 */
export interface Roles {
  /** Asks the directory, at most every few minutes a person. */
  has(userId: string, role: Role): Promise<boolean>;
  /** As `has`, but asks the directory now, whatever it said a minute ago: for what destroys, reveals or decides. */
  hasNow(userId: string, role: Role): Promise<boolean>;
  /** What the account is: asked at most every few minutes a person. */
  standing(userId: string): Promise<Standing>;
  standingNow(userId: string): Promise<Standing>;
  /** Display name of the Entra group that gives the role, for the refusal. */
  groupName(role: Role): string;
  /** What was wrong with that name when the directory was asked last. */
  trouble(role: Role): GroupTrouble | undefined;
}

/** How long an answer of the directory is believed: five minutes. */
const believed = 5 * 60_000;

interface Known {
  roles: ReadonlySet<Role>;
  standing: Standing;
  at: number;
  /** Counts the questions: an answer that was asked for earlier and came later is no news. */
  question: number;
}

/** Roles read from the directory: the account itself, and its groups with `checkMemberGroups`. */
export function directoryRoles(
  directory: Pick<Directory, 'groupsNamed' | 'userGroups' | 'userStanding'>,
  groupNames: Readonly<Record<Role, string>>,
  clock: Pick<Clock, 'now'>,
): Roles {
  const answers = new Map<string, Known>();
  const troubles = new Map<Role, GroupTrouble>();
  let questions = 0;

  async function lately(userId: string): Promise<Known> {
    const known = answers.get(userId.toLowerCase());
    return known !== undefined && isWithin(believed, known.at, clock.now()) ? known : now(userId);
  }

  async function now(userId: string): Promise<Known> {
    questions += 1;
    const question = questions;
    const key = userId.toLowerCase();
    const [standing, groups] = await Promise.all([directory.userStanding(userId), roleGroups()]);
    const member = standing === 'member' ? await directory.userGroups(userId, [...groups.values()]) : new Set<string>();
    const held = new Set([...member].map((id) => id.toLowerCase()));
    const roles = new Set([...groups].flatMap(([role, id]) => (held.has(id.toLowerCase()) ? [role] : [])));
    const known = { roles, standing, at: clock.now(), question };
    if (answers.size >= 1_000) answers.clear();
    if ((answers.get(key)?.question ?? 0) < question) answers.set(key, known);
    return known;
  }

  /** The object id of each role's group; none where its name leads to no group, or to several. */
  async function roleGroups(): Promise<Map<Role, string>> {
    const named = allRoles.map((role) => groupNames[role]).filter((group) => !isObjectId(group));
    const found = named.length > 0 ? await directory.groupsNamed([...new Set(named)]) : new Map<string, string[]>();
    const groups = new Map<Role, string>();
    for (const role of allRoles) {
      const name = groupNames[role];
      const [id, second] = isObjectId(name) ? [name] : (found.get(name) ?? []);
      if (id !== undefined && second === undefined) {
        groups.set(role, id);
        troubles.delete(role);
      } else troubles.set(role, id === undefined ? 'missing' : 'several');
    }
    return groups;
  }

  return {
    has: async (userId, role) => holds((await lately(userId)).roles, role),
    hasNow: async (userId, role) => holds((await now(userId)).roles, role),
    standing: async (userId) => (await lately(userId)).standing,
    standingNow: async (userId) => (await now(userId)).standing,
    groupName: (role) => groupNames[role],
    trouble: (role) => troubles.get(role),
  };
}
