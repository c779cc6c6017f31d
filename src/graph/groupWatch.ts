import { z } from 'zod/v4';
import type {
  GroupChanges,
  GroupWatch,
  NamedDevice,
  Subscription,
  SubscriptionRequest,
} from '../registration/ports/groupWatch.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { isObject, type Reader, readNothing } from './answer.ts';
import { areaOf } from './areas.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient, GraphRequest } from './client.ts';
import { linkIn, type Page, pageReader } from './pages.ts';
import { readEntraDevice } from './responses.ts';
import type { Workload } from './throttle.ts';
import { type GraphVersion, versions } from './versions.ts';

/** A delta query is for that many ids at most; above it the changes of all groups are read and the others' passed over. */
const groupsPerQuery = 50;

const textOrNone = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const subscription = z
  .object({
    id: z.string().min(1),
    resource: z.string().min(1),
    notificationUrl: textOrNone,
    lifecycleNotificationUrl: textOrNone,
    clientState: textOrNone,
    expirationDateTime: z
      .string()
      .transform((text) => Date.parse(text))
      .pipe(z.number()),
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
      expiresAt: raw.expirationDateTime,
    }),
  );
const changedGroup = z.object({
  id: z.string().min(1),
  '@removed': z.unknown(),
  'members@delta': z.array(z.object({ id: z.string().min(1) })).optional(),
});

/** A page of changes: what cannot be read of it is not passed over, or it would never be told again. */
interface ChangesPage extends Page {
  groups: z.output<typeof changedGroup>[];
  /** Where the next round begins. */
  link: string | undefined;
}

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
      return send({ method: 'PATCH', path: `/subscriptions/${encodeURIComponent(id)}`, body }, readSubscription);
    },
    async unsubscribe(id) {
      try {
        await send({ method: 'DELETE', path: `/subscriptions/${encodeURIComponent(id)}` }, readNothing);
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

type Send = <T>(request: Pick<GraphRequest, 'method' | 'path' | 'body'>, read: Reader<T>) => Promise<T>;

function sender(client: GraphClient, workload: Workload, version: GraphVersion): Send {
  return (request, read) =>
    client.throttle.once({ workload, area: areaOf(request.path) }, () =>
      client.sendOnce({ workload, version, ...request }, read),
    );
}

/** Every subscription. One that cannot be read makes the list unreadable: it would be made a second time. */
async function subscriptions(send: Send): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let path: string | undefined = '/subscriptions';
  const reader = pageReader(versions.subscriptions, path);
  const read = (body: unknown) => {
    const page = reader.read(body);
    const rows = page?.rows.map(readSubscription).filter((row) => row !== undefined);
    return page !== undefined && rows?.length === page.rows.length ? { page, rows } : undefined;
  };
  while (path !== undefined) {
    const { page, rows }: { page: Page; rows: Subscription[] } = await send({ method: 'GET', path }, read);
    reader.turn(page);
    found.push(...rows);
    path = page.next;
  }
  return found;
}

function subscribe(send: Send, { groupId, expiresAt, ...rest }: SubscriptionRequest): Promise<Subscription> {
  const body = {
    changeType: 'updated,deleted',
    resource: `/groups/${groupId}/members`,
    expirationDateTime: new Date(expiresAt).toISOString(),
    latestSupportedTlsVersion: 'v1_2',
    ...rest,
  };
  return send({ method: 'POST', path: '/subscriptions', body }, readSubscription);
}

function readSubscription(raw: unknown): Subscription | undefined {
  return subscription.safeParse(raw).data;
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
  const reader = pageReader(versions.groups, start, { mayRepeatRows: true });
  let path: string | undefined = start;
  let link: string | undefined;
  while (path !== undefined) {
    const page: ChangesPage = await read({ method: 'GET', path }, (body) => changesPage(body, reader.read));
    reader.turn(page);
    for (const { id, '@removed': removed, 'members@delta': members } of page.groups) {
      if (removed !== undefined) deletedGroups.add(id.toLowerCase());
      for (const member of members ?? []) objectIds.add(member.id.toLowerCase());
    }
    link = page.link;
    path = page.next;
  }
  return { objectIds: [...objectIds], deletedGroups: [...deletedGroups], link: link ?? start };
}

/** A page of changes that leads on, or to the next round; `undefined` for anything else. */
function changesPage(body: unknown, readPage: Reader<Page>): ChangesPage | undefined {
  const page = readPage(body);
  const link = linkIn(body, '@odata.deltaLink', versions.groups);
  if (page === undefined || link === 'bad' || (page.next ?? link) === undefined || !isObject(body)) return undefined;
  const groups = page.rows.map((row) => changedGroup.safeParse(row).data).filter((row) => row !== undefined);
  return groups.length === page.rows.length ? { ...page, groups, link } : undefined;
}

async function devices(
  client: GraphClient,
  objectIds: readonly string[],
): Promise<Map<string, NamedDevice | 'unread'>> {
  const items = objectIds.map((id) => ({
    method: 'GET' as const,
    url: `/devices/${encodeURIComponent(id)}?$select=id,deviceId,displayName,physicalIds`,
  }));
  const read = (body: unknown, index: number) => {
    const device = readEntraDevice(body);
    if (device === undefined || device.objectId.toLowerCase() !== objectIds[index]?.toLowerCase()) return undefined;
    return { device, autopilotId: autopilotId(body) };
  };
  const answers = await readBatch(client, 'identity', versions.devices, items, read);
  const found = new Map<string, NamedDevice | 'unread'>();
  for (const [index, objectId] of objectIds.entries()) {
    const answer = answers[index];
    if (answer === unread) found.set(objectId, 'unread');
    else if (answer !== undefined) {
      const { deviceId, groupTag } = answer.device;
      found.set(objectId, { objectId, deviceId, groupTag, autopilotId: answer.autopilotId });
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
