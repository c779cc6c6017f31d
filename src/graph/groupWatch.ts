import { z } from 'zod/v4';
import type {
  GroupChanges,
  GroupWatch,
  NamedDevice,
  Subscription,
  SubscriptionRequest,
} from '../registration/ports/groupWatch.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient, GraphRequest } from './client.ts';
import { pathOf, valuesOf } from './pages.ts';
import { readEntraDevice } from './responses.ts';
import type { Workload } from './throttle.ts';
import { type GraphVersion, versions } from './versions.ts';

/** A delta query is for that many ids at most; above it the changes of all groups are read and the others' passed over. */
const groupsPerQuery = 50;
/** Pages of one round of a delta query: Graph ends each with a link to go on from. */
const mostPages = 10_000;

const textOrNone = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const subscription = z
  .object({
    id: z.string(),
    resource: z.string(),
    notificationUrl: textOrNone,
    lifecycleNotificationUrl: textOrNone,
    clientState: textOrNone,
    expirationDateTime: z.string(),
  })
  .transform(
    (raw): Subscription => ({
      id: raw.id.toLowerCase(),
      resource: `/${raw.resource
        .toLowerCase()
        .replace(/^\//, '')
        .replace(/\('([^']+)'\)/g, '/$1')}`,
      notificationUrl: raw.notificationUrl ?? '',
      lifecycleNotificationUrl: raw.lifecycleNotificationUrl,
      clientState: raw.clientState,
      expiresAt: Date.parse(raw.expirationDateTime),
    }),
  );
const changedGroup = z.object({
  id: z.string(),
  '@removed': z.unknown(),
  'members@delta': z
    .array(z.object({ id: z.string() }))
    .optional()
    .catch(undefined),
});

/**
 * Change notifications and delta queries of Microsoft Graph. Nothing is repeated here: the job that asks comes again. A pause for
 * subscriptions holds up nothing else; delta queries read the directory, and share its limits and its pauses.
 */
export function createGroupWatch(client: GraphClient): GroupWatch {
  const send = sender(client, 'subscriptions', versions.subscriptions);
  const read = sender(client, 'identity', versions.groups);
  return {
    subscriptions: () => subscriptions(send),
    subscribe: (request) => subscribe(send, request),
    async renew(id, expiresAt) {
      const body = { expirationDateTime: new Date(expiresAt).toISOString() };
      return one(await send({ method: 'PATCH', path: `/subscriptions/${encodeURIComponent(id)}`, body }));
    },
    async unsubscribe(id) {
      try {
        await send({ method: 'DELETE', path: `/subscriptions/${encodeURIComponent(id)}` });
      } catch (error) {
        if (!(error instanceof ServiceError && error.kind === 'notFound')) throw error;
      }
    },
    startChanges: async (groupIds) => (await readRound(read, startPath(groupIds))).link,
    async changes(link) {
      try {
        return await readRound(read, link);
      } catch (error) {
        // 410, or 40x such as syncStateNotFound: the token is not good any more.
        if (error instanceof ServiceError && (error.kind === 'refused' || error.kind === 'notFound')) return 'expired';
        throw error;
      }
    },
    devices: (objectIds) => devices(client, objectIds),
  };
}

type Send = (request: Pick<GraphRequest, 'method' | 'path' | 'body'>) => Promise<unknown>;

function sender(client: GraphClient, workload: Workload, version: GraphVersion): Send {
  return (request) => client.throttle.once(workload, () => client.sendOnce({ workload, version, ...request }));
}

async function subscriptions(send: Send): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let path: string | undefined = '/subscriptions';
  for (let page = 0; path !== undefined && page < mostPages; page += 1) {
    const answer: unknown = await send({ method: 'GET', path });
    for (const raw of valuesOf(answer)) {
      const parsed = subscription.safeParse(raw);
      if (parsed.success) found.push(parsed.data);
    }
    path = linkOf(answer, '@odata.nextLink');
  }
  return found;
}

async function subscribe(send: Send, { groupId, expiresAt, ...rest }: SubscriptionRequest): Promise<Subscription> {
  const body = {
    changeType: 'updated,deleted',
    resource: `/groups/${groupId}/members`,
    expirationDateTime: new Date(expiresAt).toISOString(),
    latestSupportedTlsVersion: 'v1_2',
    ...rest,
  };
  return one(await send({ method: 'POST', path: '/subscriptions', body }));
}

function one(answer: unknown): Subscription {
  const parsed = subscription.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ServiceError('Graph answered with something that is no subscription', {
    kind: 'unavailable',
    status: 200,
    code: 'unexpectedAnswer',
    outcome: 'unknown',
  });
}

function startPath(groupIds: readonly string[]): string {
  const filter = groupIds.map((id) => `id eq '${id}'`).join(' or ');
  const tracked = groupIds.length <= groupsPerQuery ? `&$filter=${encodeURIComponent(filter)}` : '';
  return `/groups/delta?$select=id,members${tracked}&$deltatoken=latest`;
}

/** Every page of one round, and the link to the next round. */
async function readRound(read: Send, start: string): Promise<GroupChanges> {
  const objectIds = new Set<string>();
  const deletedGroups = new Set<string>();
  let path: string | undefined = start;
  let link: string | undefined;
  for (let page = 0; path !== undefined && page < mostPages; page += 1) {
    const answer: unknown = await read({ method: 'GET', path });
    for (const raw of valuesOf(answer)) {
      const { data } = changedGroup.safeParse(raw);
      if (data?.['@removed'] !== undefined) deletedGroups.add(data.id.toLowerCase());
      for (const { id } of data?.['members@delta'] ?? []) objectIds.add(id.toLowerCase());
    }
    link = linkOf(answer, '@odata.deltaLink');
    path = linkOf(answer, '@odata.nextLink');
  }
  if (link !== undefined) return { objectIds: [...objectIds], deletedGroups: [...deletedGroups], link };
  throw new ServiceError('Graph ended a delta query without a link to go on from', {
    kind: 'unavailable',
    status: 200,
    code: 'unexpectedAnswer',
    outcome: 'none',
  });
}

function linkOf(answer: unknown, name: '@odata.nextLink' | '@odata.deltaLink'): string | undefined {
  const link = ((answer ?? {}) as Record<string, unknown>)[name];
  return typeof link === 'string' ? pathOf(link, versions.groups) : undefined;
}

async function devices(
  client: GraphClient,
  objectIds: readonly string[],
): Promise<Map<string, NamedDevice | 'unread'>> {
  const items = objectIds.map((id) => ({
    method: 'GET' as const,
    url: `/devices/${encodeURIComponent(id)}?$select=id,deviceId,displayName,physicalIds`,
  }));
  const bodies = await readBatch(client, 'identity', versions.devices, items);
  const found = new Map<string, NamedDevice | 'unread'>();
  for (const [index, objectId] of objectIds.entries()) {
    const body = bodies[index];
    const device = readEntraDevice(body);
    if (body === unread) found.set(objectId, 'unread');
    else if (device !== undefined) {
      const { deviceId, groupTag } = device;
      found.set(objectId, { objectId, deviceId, groupTag, autopilotId: autopilotId(body) });
    }
  }
  return found;
}

/** `[ZTDID]:` carries the id of the Autopilot registration; its casing differs between Microsoft's pages. */
function autopilotId(body: unknown): string | undefined {
  const { physicalIds } = (body ?? {}) as { physicalIds?: unknown };
  if (!Array.isArray(physicalIds)) return undefined;
  const mark = '[ztdid]:';
  const found = (physicalIds as unknown[]).find((id) => typeof id === 'string' && id.toLowerCase().startsWith(mark));
  return typeof found === 'string' ? found.slice(mark.length).toLowerCase() : undefined;
}
