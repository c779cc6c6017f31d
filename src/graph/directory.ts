import type { Directory, EntraDevice } from '../registration/ports/directory.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { type BatchItem, readBatch, sendBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { addMembers, members, readMemberships, removeMembers } from './members.ts';
import { pages } from './pages.ts';
import { groupsNamed, userStanding } from './people.ts';
import { readEntraDevice, readGroupIds } from './responses.ts';
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
  const wanted = new Set(deviceIds.map((id) => id.toLowerCase()));
  const keep = (raw: unknown) => {
    const device = readEntraDevice(raw);
    if (device !== undefined && wanted.has(device.deviceId)) found.set(device.deviceId, device);
  };
  const lists = groupTags.map((tag) => `/devices?tag=${tag}`);
  if (groupTags.length === 0 || cheaperByItem(deviceIds.length, lists, seen)) {
    const items = deviceIds.map((id) => ({
      method: 'GET' as const,
      url: `/devices(deviceId='${encodeURIComponent(id)}')?${deviceFields}`,
    }));
    const bodies = await readBatch(client, workload, versions.devices, items);
    for (const [index, id] of deviceIds.entries()) {
      if (bodies[index] === unread) found.set(id.toLowerCase(), 'unread');
      else keep(bodies[index]);
    }
    return found;
  }
  for (const tag of groupTags) {
    const filter = encodeURIComponent(`physicalIds/any(p:p eq '[OrderID]:${tag.replaceAll("'", "''")}')`);
    const path = `/devices?$filter=${filter}&$count=true&$top=999&${deviceFields}`;
    let count = 0;
    for await (const page of pages(client, {
      workload,
      version: versions.devices,
      path,
      headers: { ConsistencyLevel: 'eventual' },
    })) {
      count += 1;
      page.forEach(keep);
    }
    seen.set(`/devices?tag=${tag}`, count);
  }
  return found;
}

/** Names that two groups share are left out: which one is meant cannot be known. */
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
    client.send({ workload, version: versions.users, method: 'POST', path, body, effect: 'idempotent' }),
  );
  return new Set(readGroupIds(answer)?.value ?? []);
}

/** A name that Graph refuses to look up (400) is nobody's, as one it does not find. */
async function usersExist(client: GraphClient, names: readonly string[]): Promise<Set<string>> {
  const items = names.map(
    (name): BatchItem => ({ method: 'GET', url: `/users/${encodeURIComponent(name)}?$select=id` }),
  );
  const answers = await sendBatch(client, workload, versions.users, items);
  return new Set(names.filter((_, index) => answers[index]?.status === 200));
}

async function ignoreNotFound(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'notFound') return undefined;
    throw error;
  }
}
