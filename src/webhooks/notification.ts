import type { WakeSubject } from '../registration/lifecycle/wakeUp.ts';
import type { NotificationItem } from '../registration/notifications/acceptNotifications.ts';

/** Items read from one POST, and members from one item; Graph sends far fewer. */
const itemsRead = 5_000;
const membersRead = 10_000;

/** What a GUID is made of, as Graph writes it. */
const guid = /^[0-9a-f-]{36}$/;

/**
 * Reads a POST of change notifications, of several subscriptions perhaps, and hands on each, believed by nobody yet. Returns how many it did
 * not understand. Written by hand: it runs for every POST anybody sends.
 */
export function readNotifications(body: unknown, take: (item: NotificationItem) => void): number {
  const value = fields(body)['value'];
  if (!Array.isArray(value)) return 1;
  let read = 0;
  for (let index = 0; index < value.length && index < itemsRead; index += 1) {
    const item = readItem(fields(value[index]));
    if (item === undefined) continue;
    take(item);
    read += 1;
  }
  return value.length - read;
}

function readItem(raw: Fields): NotificationItem | undefined {
  const { subscriptionId, clientState, tenantId } = raw;
  if (typeof subscriptionId !== 'string' || subscriptionId.length > 128) return undefined;
  if (typeof clientState !== 'string' || clientState.length > 128) return undefined;
  const says = readEvent(raw);
  if (says === undefined) return undefined;
  return { subscriptionId, clientState, tenantId: typeof tenantId === 'string' ? tenantId : undefined, says };
}

/** A lifecycle event, or else the members a notification names, or else its group. `@removed` is a text here and an object in delta queries: who came or went is looked at all the same. */
function readEvent({
  lifecycleEvent,
  subscriptionExpirationDateTime,
  resourceData,
  resource,
}: Fields): NotificationItem['says'] | undefined {
  if (typeof lifecycleEvent === 'string')
    return { kind: 'lifecycle', event: lifecycleEvent, endsAt: readTime(subscriptionExpirationDateTime) };
  const data = fields(resourceData);
  const subjects: WakeSubject[] = [];
  if (!readMembers(data['members@delta'], subjects)) {
    const named = typeof resource === 'string' ? /^\/?groups\/([^/]{36})/i.exec(resource)?.[1] : undefined;
    const group = readGuid(data['id'] ?? named);
    if (group !== undefined) subjects.push({ kind: 'group', id: group });
  }
  return subjects.length > 0 ? { kind: 'subjects', subjects } : undefined;
}

/** Adds the members named; `false` unless there are some and every one was understood. */
function readMembers(members: unknown, subjects: WakeSubject[]): boolean {
  if (!Array.isArray(members)) return false;
  for (let index = 0; index < members.length && index < membersRead; index += 1) {
    const id = readGuid(fields(members[index])['id']);
    if (id !== undefined) subjects.push({ kind: 'entraObject', id });
  }
  return subjects.length > 0 && subjects.length === members.length;
}

/** Milliseconds since 1970 UTC. */
function readTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** A GUID in lower case. */
function readGuid(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length !== 36) return undefined;
  if (guid.test(value)) return value;
  const lower = value.toLowerCase();
  return guid.test(lower) ? lower : undefined;
}

/** What is read of an object from outside; anything may be anything. */
interface Fields {
  readonly [name: string]: unknown;
  readonly value?: unknown;
  readonly subscriptionId?: unknown;
  readonly clientState?: unknown;
  readonly tenantId?: unknown;
  readonly lifecycleEvent?: unknown;
  readonly subscriptionExpirationDateTime?: unknown;
  readonly resource?: unknown;
  readonly resourceData?: unknown;
  readonly id?: unknown;
}

const none: Fields = {};

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : none;
}
