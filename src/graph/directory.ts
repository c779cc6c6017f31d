import type { Directory, EntraDevice } from '../registration/ports/directory.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { type BatchItem, readBatch, sendBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { lookUp } from './lookUp.ts';
import { addMembers, members, readMemberships, removeMembers } from './members.ts';
import { pageReader, readOn } from './pages.ts';
import { groupsNamed, userStanding } from './people.ts';
import { readEntraDevice, readGroupIds, readObjectId } from './responses.ts';
import { usersOf } from './usersOf.ts';
import { versions } from './versions.ts';

const workload = 'identity';
const deviceFields = '$select=id,deviceId,displayName,physicalIds';

/** Microsoft Entra ID through Microsoft Graph. */
export function createDirectory(client: GraphClient): Directory {
  const seen: PageCounts = new Map();
  const memberships: Directory['memberships'] = (objectIds, groupIds, expected) =>
    readMemberships(client, seen, objectIds, groupIds, expected);
  return {
    devices: (deviceIds, groupTags) => devices(client, seen, deviceIds, groupTags),
    groupsNamed: (displayNames) => groupsNamed(client, displayNames),
    groupIds: (displayNames) => groupIds(client, displayNames),
    memberships,
    addMembers: (additions) => addMembers(client, additions, memberships),
    removeMembers: (removals) => removeMembers(client, removals),
    members: (groupId) => members(client, seen, groupId),
    userGroups: (userId, ids) => userGroups(client, userId, ids),
    userStanding: (userId) => userStanding(client, userId),
    usersOf: (groupId) => usersOf(client, groupId),
    usersExist: (names) => usersExist(client, names),
  };
}

async function devices(
  client: GraphClient,
  seen: PageCounts,
  deviceIds: readonly string[],
  groupTags: readonly string[],
): Promise<Map<string, EntraDevice | 'unread'>> {
  const found = new Map<string, EntraDevice | 'unread'>();
  const wanted = [...new Set(deviceIds.map((id) => id.toLowerCase()))];
  const isWanted = new Set(wanted);
  const keep = (device: EntraDevice | undefined) => {
    if (device !== undefined && isWanted.has(device.deviceId)) found.set(device.deviceId, device);
  };
  const lists = groupTags.flatMap((tag) => orderIds(tag));
  const missed = await lookUp(wanted, {
    byItem: groupTags.length === 0 || cheaperByItem(wanted.length, lists, seen, true),
    // Nobody documents whether the filter minds case, or is quick to show a new device: what it lacks is asked for.
    absence: 'asked',
    list: () => listByTag(client, seen, lists, keep),
    isShown: (id) => found.has(id),
    ask: async (ids) => {
      const items = ids.map((id) => ({
        method: 'GET' as const,
        url: `/devices(deviceId='${encodeURIComponent(id)}')?${deviceFields}`,
      }));
      const read = (body: unknown, index: number) => {
        const device = readEntraDevice(body);
        return device?.deviceId === ids[index] ? device : undefined;
      };
      const answers = await readBatch(client, workload, versions.devices, items, read);
      for (const device of answers) if (device !== unread) keep(device);
      return ids.filter((_, index) => answers[index] === unread);
    },
  });
  for (const id of missed) found.set(id, 'unread');
  return found;
}

/** `[OrderID]:` carries the group tag; the field spells it in two ways (docs/sources.md, physical ids), and both are asked for. */
function orderIds(tag: string): string[] {
  return ['OrderID', 'OrderId'].map((mark) => `[${mark}]:${tag.replaceAll("'", "''")}`);
}

/** The devices with these physical ids, the first page of each in one round trip; resolves with whether every list is complete. */
async function listByTag(
  client: GraphClient,
  seen: PageCounts,
  physicalIds: readonly string[],
  keep: (device: EntraDevice) => void,
): Promise<boolean> {
  const version = versions.devices;
  const headers = { ConsistencyLevel: 'eventual' };
  const asked = physicalIds.map((physicalId) => {
    const filter = encodeURIComponent(`physicalIds/any(p:p eq '${physicalId}')`);
    const url = `/devices?$filter=${filter}&$count=true&$top=999&${deviceFields}`;
    return { physicalId, item: { method: 'GET' as const, url, headers }, reader: pageReader(version, url) };
  });
  const items = asked.map(({ item }) => item);
  const firsts = await readBatch(client, workload, version, items, (body, index) => asked[index]?.reader.read(body));
  const gaps: Gaps = { count: 0 };
  for (const [index, { physicalId, reader }] of asked.entries()) {
    const first = firsts[index];
    if (first === unread || first === undefined) gaps.count += 1;
    else {
      let count = 0;
      for await (const page of readOn(client, { workload, version, headers }, first, reader)) {
        count += 1;
        readRows(page, readEntraDevice, 'Entra devices', client.leftOut, gaps).forEach(keep);
      }
      seen.set(physicalId, count);
    }
  }
  return gaps.count === 0;
}

/** Names that two groups share are left out: which one is meant cannot be known. Rejects with `unreadable` where a group was left out: it may be one of those. */
async function groupIds(client: GraphClient, displayNames: readonly string[]): Promise<Map<string, string>> {
  const found = await groupsNamed(client, displayNames);
  return new Map(
    [...found].flatMap(([name, [id, second]]) =>
      id === undefined || second !== undefined ? [] : [[name, id] as const],
    ),
  );
}

async function userGroups(client: GraphClient, userId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const path = `/users/${encodeURIComponent(userId)}/checkMemberGroups`;
  const body = { groupIds: ids };
  const answer = await ignoreNotFound(
    client.send({ workload, version: versions.users, method: 'POST', path, body, effect: 'idempotent' }, readGroupIds),
  );
  return new Set(answer?.value ?? []);
}

/** A name that Graph refuses to look up (400) is nobody's, as one it does not find. */
async function usersExist(client: GraphClient, names: readonly string[]): Promise<Set<string>> {
  const items = names.map(
    (name): BatchItem => ({ method: 'GET', url: `/users/${encodeURIComponent(name)}?$select=id` }),
  );
  const answers = await sendBatch(client, workload, versions.users, items, readObjectId);
  return new Set(names.filter((_, index) => !(answers[index] instanceof ServiceError)));
}

async function ignoreNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'notFound') return undefined;
    throw error;
  }
}
