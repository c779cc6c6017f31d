import type { WakeSubject } from '../registration/lifecycle/wakeUp.ts';
import type { NotificationItem } from '../registration/notifications/acceptNotifications.ts';

/** What a POST of change notifications says, believed or not. */
export interface ReadNotifications {
  items: NotificationItem[];
  /** What was not understood. */
  malformed: number;
}

/** Items read from one POST, and members from one item; Graph sends far fewer. */
const itemsRead = 5_000;
const membersRead = 10_000;

/** What a GUID is made of. */
const guid = /^[0-9a-f-]{36}$/i;

/** Reads a POST of change notifications, of several subscriptions perhaps. Written by hand: it runs for every POST anybody sends. */
export function readNotifications(body: unknown): ReadNotifications {
  const value = field(body, 'value');
  if (!Array.isArray(value)) return { items: [], malformed: 1 };
  const items: NotificationItem[] = [];
  for (const raw of value.slice(0, itemsRead) as unknown[]) {
    const item = readItem(raw);
    if (item !== undefined) items.push(item);
  }
  return { items, malformed: value.length - items.length };
}

function readItem(raw: unknown): NotificationItem | undefined {
  const subscriptionId = field(raw, 'subscriptionId');
  const clientState = field(raw, 'clientState');
  if (typeof subscriptionId !== 'string' || !guid.test(subscriptionId)) return undefined;
  if (typeof clientState !== 'string' || clientState.length > 128) return undefined;
  const says = readEvent(raw);
  if (says === undefined) return undefined;
  const tenantId = field(raw, 'tenantId');
  return {
    subscriptionId: subscriptionId.toLowerCase(),
    clientState,
    tenantId: typeof tenantId === 'string' ? tenantId.toLowerCase() : undefined,
    says,
  };
}

/** A lifecycle event, or else the members a notification names, or else its group. `@removed` is a text here and an object in delta queries: who came or went is looked at all the same. */
function readEvent(raw: unknown): NotificationItem['says'] | undefined {
  const event = field(raw, 'lifecycleEvent');
  if (typeof event === 'string') return { kind: 'lifecycle', event };
  const data = field(raw, 'resourceData');
  const members = field(data, 'members@delta');
  const ids = Array.isArray(members) ? members.slice(0, membersRead).map((member) => field(member, 'id')) : [];
  const subjects = ids.flatMap((id): WakeSubject[] =>
    typeof id === 'string' && guid.test(id) ? [{ kind: 'entraObject', id: id.toLowerCase() }] : [],
  );
  const group = field(data, 'id') ?? /^\/?groups\/([^/]+)/i.exec(String(field(raw, 'resource')))?.[1];
  const isWhole = subjects.length > 0 && Array.isArray(members) && subjects.length === members.length;
  if (!isWhole && typeof group === 'string' && guid.test(group))
    subjects.push({ kind: 'group', id: group.toLowerCase() });
  return subjects.length > 0 ? { kind: 'subjects', subjects } : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
