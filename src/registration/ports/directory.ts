import type { Person } from '../person.ts';
import type { ServiceError } from './serviceError.ts';

/** An Entra device, the fields Preflight uses. */
export interface EntraDevice {
  /** Directory object id: what groups hold. */
  objectId: string;
  /** What Autopilot and Intune know the device by. */
  deviceId: string;
  displayName: string | undefined;
  /** From the `[OrderID]:` physical id. */
  groupTag: string | undefined;
}

/** What could not be changed in one group. */
export interface Unchanged {
  objectIds: string[];
  /** Set when Preflight was not allowed to. */
  refusal: ServiceError | undefined;
}

/** What an account is: one of ours that may be used, another organisation's (`guest`), one that is switched off, or one that is not there. */
export type Standing = 'member' | 'guest' | 'disabled' | 'absent';

/** Microsoft Entra ID in sets. */
export interface Directory {
  /** Devices by Entra deviceId; those that do not exist (yet) are absent. `groupTags` may be used to read a whole tag at once when that is cheaper. */
  devices(deviceIds: readonly string[], groupTags: readonly string[]): Promise<Map<string, EntraDevice | 'unread'>>;
  /** The object ids of all groups with these display names, by name; names that do not exist are absent. */
  groupsNamed(displayNames: readonly string[]): Promise<Map<string, string[]>>;
  /** Group object ids by display name; names that do not exist, or that several groups have, are absent. */
  groupIds(displayNames: readonly string[]): Promise<Map<string, string>>;
  /**
   * Which of these groups each of these device objects is a direct member of. An object that could not be read has no entry. That one is in
   * no group `expected` of it, by object id, is certain; of more than some hundreds that lists did not show there, the rest has no entry.
   */
  memberships(
    objectIds: readonly string[],
    groupIds: readonly string[],
    expected?: ReadonlyMap<string, readonly string[]>,
  ): Promise<Map<string, Set<string>>>;
  /** Adds device objects to groups, by group id; those already members are fine. Resolves with those that could not be added, by group id. */
  addMembers(additions: ReadonlyMap<string, readonly string[]>): Promise<Map<string, Unchanged>>;
  /** Takes device objects out of groups, by group id; those that are not members are fine. Resolves with those that could not be taken out, by group id. */
  removeMembers(removals: ReadonlyMap<string, readonly string[]>): Promise<Map<string, Unchanged>>;
  /** The object ids of all devices that are direct members of a group, page by page. */
  members(groupId: string): AsyncIterable<string[]>;
  /** Which of these groups the user belongs to, nested membership included (`checkMemberGroups`). Unknown users belong to none. */
  userGroups(userId: string, groupIds: readonly string[]): Promise<Set<string>>;
  /** What the account with this object id is. An answer that does not say so rejects with `ServiceError`: nobody is believed to be a member by default. */
  userStanding(userId: string): Promise<Standing>;
  /** The users in a group, those of nested groups too. */
  usersOf(groupId: string): Promise<Person[]>;
  /** Which of these user principal names (`name@domain`) belong to a user of the tenant. */
  usersExist(userPrincipalNames: readonly string[]): Promise<Set<string>>;
}
