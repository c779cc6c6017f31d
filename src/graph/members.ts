import type { Directory } from '../registration/ports/directory.ts';
import { answerError, type BatchItem, readBatch, sendBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { nextPath, pages, valuesOf } from './pages.ts';
import { readGroupIds, readObjectId } from './responses.ts';
import { versions } from './versions.ts';

/*
 * Who is in which group: the memberships of devices, read and changed for many at once.
 */

const workload = 'identity';
/** Graph's limits: objects in one PATCH of members, groups in one checkMemberGroups. */
const membersPerPatch = 20;
const groupsPerCheck = 20;

/** Which of these groups each object is a direct member of; objects that could not be read are left out. */
export async function readMemberships(
  client: GraphClient,
  seen: PageCounts,
  objectIds: readonly string[],
  groups: readonly string[],
): Promise<Map<string, Set<string>>> {
  const found = new Map(objectIds.map((id) => [id, new Set<string>()]));
  if (groups.length <= groupsPerCheck && cheaperByItem(objectIds.length, groups, seen, true)) {
    const items = objectIds.map((id) => ({
      method: 'POST' as const,
      url: `/devices/${encodeURIComponent(id)}/checkMemberGroups`,
      body: { groupIds: groups },
    }));
    const answers = await readBatch(client, workload, versions.devices, items);
    for (const [index, id] of objectIds.entries()) {
      if (answers[index] === unread) found.delete(id);
      for (const group of readGroupIds(answers[index])?.value ?? []) found.get(id)?.add(group);
    }
    return found;
  }
  await readMembers(client, seen, groups, (group, id) => found.get(id)?.add(group));
  return found;
}

/** The device members of several groups, the next page of each in one round trip. Rejects with `ServiceError` when a group cannot be read. */
async function readMembers(
  client: GraphClient,
  seen: PageCounts,
  groups: readonly string[],
  each: (group: string, objectId: string) => void,
): Promise<void> {
  let open = groups.map((group) => ({ group, url: membersPath(group) }));
  for (let count = 1; open.length > 0; count += 1) {
    const items = open.map(({ url }) => ({ method: 'GET' as const, url }));
    const answers = await sendBatch(client, workload, versions.groups, items);
    const next: typeof open = [];
    for (const [index, { group }] of open.entries()) {
      const answer = answers[index];
      if (answer?.status !== 200) throw answerError(items[index], answer ?? { status: 0, body: undefined });
      for (const raw of valuesOf(answer.body)) {
        const id = readObjectId(raw)?.id;
        if (id !== undefined) each(group, id);
      }
      const url = nextPath(answer.body, versions.groups);
      if (url === undefined) seen.set(group, count);
      else next.push({ group, url });
    }
    open = next;
  }
}

function membersPath(groupId: string): string {
  return `/groups/${encodeURIComponent(groupId)}/members/microsoft.graph.device?$select=id&$top=999`;
}

/** Twenty objects in a PATCH, twenty PATCHes in a batch. A PATCH is all or nothing, so one refused is looked into object by object. */
export async function addMembers(
  client: GraphClient,
  additions: ReadonlyMap<string, readonly string[]>,
  memberships: Directory['memberships'],
): Promise<Map<string, string[]>> {
  const chunks = [...additions].flatMap(([groupId, objectIds]) => {
    const starts = Array.from(
      { length: Math.ceil(objectIds.length / membersPerPatch) },
      (_, index) => index * membersPerPatch,
    );
    return starts.map((start) => ({ groupId, objectIds: objectIds.slice(start, start + membersPerPatch) }));
  });
  const items = chunks.map(
    ({ groupId, objectIds }): BatchItem => ({
      method: 'PATCH',
      url: `/groups/${encodeURIComponent(groupId)}`,
      body: { 'members@odata.bind': objectIds.map(reference) },
    }),
  );
  const answers = await sendBatch(client, workload, versions.groups, items);
  const refused = chunks.filter((_, index) => (answers[index]?.status ?? 0) >= 300);
  return refused.length === 0 ? new Map() : addOneByOne(client, refused, memberships);
}

async function addOneByOne(
  client: GraphClient,
  chunks: readonly { groupId: string; objectIds: readonly string[] }[],
  memberships: Directory['memberships'],
): Promise<Map<string, string[]>> {
  const objectIds = [...new Set(chunks.flatMap((chunk) => chunk.objectIds))];
  const members = await memberships(objectIds, [...new Set(chunks.map(({ groupId }) => groupId))]);
  const missing = chunks.flatMap(({ groupId, objectIds }) =>
    objectIds.flatMap((id) => (members.get(id)?.has(groupId) === true ? [] : [{ groupId, id }])),
  );
  const items = missing.map(
    ({ groupId, id }): BatchItem => ({
      method: 'POST',
      url: `/groups/${encodeURIComponent(groupId)}/members/$ref`,
      body: { '@odata.id': reference(id) },
    }),
  );
  const answers = await sendBatch(client, workload, versions.groups, items);
  const left = missing.filter((_, index) => (answers[index]?.status ?? 0) >= 300);
  return new Map(
    [...Map.groupBy(left, ({ groupId }) => groupId)].map(([group, pairs]) => [group, pairs.map(({ id }) => id)]),
  );
}

function reference(objectId: string): string {
  return `https://graph.microsoft.com/v1.0/directoryObjects/${objectId}`;
}

/** Twenty in a batch; one that is no member any more answers 404. */
export async function removeMembers(
  client: GraphClient,
  removals: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, string[]>> {
  const pairs = [...removals].flatMap(([groupId, objectIds]) => objectIds.map((objectId) => ({ groupId, objectId })));
  const items = pairs.map(
    ({ groupId, objectId }): BatchItem => ({
      method: 'DELETE',
      url: `/groups/${encodeURIComponent(groupId)}/members/${encodeURIComponent(objectId)}/$ref`,
    }),
  );
  const answers = await sendBatch(client, workload, versions.groups, items);
  const left = new Map<string, string[]>();
  for (const [index, { groupId, objectId }] of pairs.entries()) {
    const status = answers[index]?.status ?? 0;
    if (status >= 300 && status !== 404) left.set(groupId, [...(left.get(groupId) ?? []), objectId]);
  }
  return left;
}

/** The object ids of all device members of a group, page by page. */
export async function* members(client: GraphClient, seen: PageCounts, groupId: string): AsyncGenerator<string[]> {
  let count = 0;
  for await (const page of pages(client, { workload, version: versions.groups, path: membersPath(groupId) })) {
    count += 1;
    yield page.flatMap((raw) => readObjectId(raw)?.id ?? []);
  }
  seen.set(groupId, count);
}
