import type { Directory, Unchanged } from '../registration/ports/directory.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { type BatchItem, readBatch, sendBatch, sendEach, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { lookUp } from './lookUp.ts';
import { type Page, pageReader, pages } from './pages.ts';
import { readGroupIds, readObjectId } from './responses.ts';
import { versions } from './versions.ts';

/*
 * Who is in which group: the memberships of devices, read and changed for many at once.
 */

const workload = 'identity';
const listName = 'members of groups';
/** Graph's limits: objects in one PATCH of members, groups in one checkMemberGroups. */
const membersPerPatch = 20;
const groupsPerCheck = 20;

/** Which of these groups each object is a direct member of; objects that could not be read are left out. Where a list does not show one in a group `expected` of it, it is asked for. */
export async function readMemberships(
  client: GraphClient,
  seen: PageCounts,
  objectIds: readonly string[],
  groups: readonly string[],
  expected?: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, Set<string>>> {
  const found = new Map(objectIds.map((id) => [id, new Set<string>()]));
  const missed = await lookUp(objectIds, {
    byItem: groups.length <= groupsPerCheck && cheaperByItem(objectIds.length, groups, seen, true),
    absence: expected === undefined ? 'listed' : 'asked',
    list: () => readMembers(client, seen, groups, (group, id) => found.get(id)?.add(group)),
    isShown: (id) => expected?.get(id)?.every((group) => found.get(id)?.has(group)) ?? true,
    ask: (asked) => askForMemberships(client, asked, groups, found),
  });
  for (const id of missed) found.delete(id);
  return found;
}

async function askForMemberships(
  client: GraphClient,
  objectIds: readonly string[],
  groups: readonly string[],
  found: ReadonlyMap<string, Set<string>>,
): Promise<string[]> {
  const missed = new Set<string>();
  for (let start = 0; start < groups.length; start += groupsPerCheck) {
    const groupIds = groups.slice(start, start + groupsPerCheck);
    const items = objectIds.map((id) => ({
      method: 'POST' as const,
      url: `/devices/${encodeURIComponent(id)}/checkMemberGroups`,
      body: { groupIds },
    }));
    const answers = await readBatch(client, workload, versions.devices, items, readGroupIds);
    for (const [index, id] of objectIds.entries()) {
      const answer = answers[index];
      if (answer === unread) missed.add(id);
      else for (const group of answer?.value ?? []) found.get(id)?.add(group);
    }
  }
  return [...missed];
}

/** The device members of several groups, the next page of each in one round trip; resolves with whether all of them could be read. Rejects with `ServiceError` when a group cannot. */
async function readMembers(
  client: GraphClient,
  seen: PageCounts,
  groups: readonly string[],
  each: (group: string, objectId: string) => void,
): Promise<boolean> {
  const gaps: Gaps = { count: 0 };
  let open = groups.map((group) => ({ group, url: membersPath(group), reader: readerOf(group) }));
  for (let count = 1; open.length > 0; count += 1) {
    const asked = open;
    const items = asked.map(({ url }) => ({ method: 'GET' as const, url }));
    const read = (body: unknown, index: number): Page | undefined => asked[index]?.reader.read(body);
    const answers = await sendBatch(client, workload, versions.groups, items, read);
    const next: typeof open = [];
    for (const [index, { group, reader }] of asked.entries()) {
      const page = answers[index];
      if (page === undefined || page instanceof ServiceError) throw page;
      reader.turn(page);
      for (const { id } of readRows(page.rows, readObjectId, listName, client.leftOut, gaps)) each(group, id);
      if (page.next === undefined) seen.set(group, count);
      else next.push({ group, url: page.next, reader });
    }
    open = next;
  }
  return gaps.count === 0;
}

function readerOf(groupId: string) {
  return pageReader(versions.groups, membersPath(groupId));
}

function membersPath(groupId: string): string {
  return `/groups/${encodeURIComponent(groupId)}/members/microsoft.graph.device?$select=id&$top=999`;
}

type Chunk = { groupId: string; objectIds: readonly string[] };

/**
 * Twenty objects in a PATCH, twenty PATCHes in a batch. A PATCH is all or nothing, so one refused is looked into object by object; one that
 * was forbidden or not served concerns its group alone.
 */
export async function addMembers(
  client: GraphClient,
  additions: ReadonlyMap<string, readonly string[]>,
  memberships: Directory['memberships'],
): Promise<Map<string, Unchanged>> {
  const chunks = [...additions].flatMap(([groupId, objectIds]): Chunk[] => {
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
  const left = new Map<string, Unchanged>();
  const refused: Chunk[] = [];
  for (const [index, error] of await errorsOf(client, items)) {
    const chunk = chunks[index];
    if (chunk === undefined) continue;
    if (error.kind === 'refused' || error.kind === 'notFound') refused.push(chunk);
    else leave(left, chunk.groupId, chunk.objectIds, error);
  }
  if (refused.length > 0) await addOneByOne(client, refused, memberships, left);
  return left;
}

async function addOneByOne(
  client: GraphClient,
  chunks: readonly Chunk[],
  memberships: Directory['memberships'],
  left: Map<string, Unchanged>,
): Promise<void> {
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
  for (const [index, error] of await errorsOf(client, items)) {
    const pair = missing[index];
    if (pair !== undefined) leave(left, pair.groupId, [pair.id], error);
  }
}

/** Sends changes that do not depend on each other; what each that failed was answered, by its place. */
async function errorsOf(client: GraphClient, items: readonly BatchItem[]): Promise<Map<number, ServiceError>> {
  const answers = await sendEach(client, workload, versions.groups, items);
  return new Map(answers.flatMap((answer, index) => (answer === 'done' ? [] : [[index, answer] as const])));
}

function leave(left: Map<string, Unchanged>, groupId: string, objectIds: readonly string[], error: ServiceError): void {
  const known = left.get(groupId) ?? { objectIds: [], refusal: undefined };
  const refusal = known.refusal ?? (error.kind === 'forbidden' ? error : undefined);
  left.set(groupId, { objectIds: [...known.objectIds, ...objectIds], refusal });
}

function reference(objectId: string): string {
  return `https://graph.microsoft.com/v1.0/directoryObjects/${objectId}`;
}

/** Twenty in a batch; one that is no member any more answers 404. */
export async function removeMembers(
  client: GraphClient,
  removals: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, Unchanged>> {
  const pairs = [...removals].flatMap(([groupId, objectIds]) => objectIds.map((objectId) => ({ groupId, objectId })));
  const items = pairs.map(
    ({ groupId, objectId }): BatchItem => ({
      method: 'DELETE',
      url: `/groups/${encodeURIComponent(groupId)}/members/${encodeURIComponent(objectId)}/$ref`,
    }),
  );
  const left = new Map<string, Unchanged>();
  for (const [index, error] of await errorsOf(client, items)) {
    const pair = pairs[index];
    if (pair !== undefined && error.kind !== 'notFound') leave(left, pair.groupId, [pair.objectId], error);
  }
  return left;
}

/** The object ids of all device members of a group, page by page. */
export async function* members(client: GraphClient, seen: PageCounts, groupId: string): AsyncGenerator<string[]> {
  let count = 0;
  for await (const page of pages(client, { workload, version: versions.groups, path: membersPath(groupId) })) {
    count += 1;
    yield readRows(page, readObjectId, listName, client.leftOut).map(({ id }) => id);
  }
  seen.set(groupId, count);
}
