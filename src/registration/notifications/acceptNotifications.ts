import type { WakeSubject } from '../lifecycle/wakeUp.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { changeWatchedGroup } from './changeWatchedGroup.ts';
import { hashSecret, isSameHash } from './secret.ts';
import type { WatchedGroup } from './watchedGroup.ts';

/** One notification of a POST, read but not believed yet. */
export interface NotificationItem {
  /** In lower case. */
  subscriptionId: string;
  clientState: string;
  /** In lower case; absent in some. */
  tenantId: string | undefined;
  /** What to look at, or which event of the subscription's own life it tells. */
  says: { kind: 'subjects'; subjects: WakeSubject[] } | { kind: 'lifecycle'; event: string };
}

/** Why a notification was not acted upon. */
export type DropReason = 'tenant' | 'unknownSubscription' | 'clientState' | 'unknownEvent';

/** What became of the notifications of one POST. */
export interface Receipt {
  believed: number;
  dropped: Partial<Record<DropReason, number>>;
  /** Devices or groups are to be looked at. */
  wakes: boolean;
  /** Subscriptions are to be looked at. */
  subscriptions: boolean;
}

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** Subjects in one record, so that it fits into any store. */
const subjectsPerRecord = 1_000;

/** What came in one short while and is stored in one commit. */
interface Window {
  groups: Promise<WatchedGroup[]>;
  /** Each subject once. */
  subjects: Map<string, WakeSubject>;
  from: Set<string>;
  /** Groups whose subscription is to be authorised again. */
  asked: Set<string>;
  stored: PromiseWithResolvers<void>;
}

/**
 * Takes notifications: checks each against the secret of its subscription and stores what it asks to look at. Resolves when that is
 * durable, rejects when it is not. What arrives together is stored together, in one commit.
 */
export function createIntake(world: World, tenantId: string): (items: readonly NotificationItem[]) => Promise<Receipt> {
  let window: Window | undefined;
  const readGroups = () => Array.fromAsync(everyRecord(world.store, 'watchedGroups', {}));

  function open(): Window {
    const opened: Window = {
      groups: readGroups(),
      subjects: new Map(),
      from: new Set(),
      asked: new Set(),
      stored: Promise.withResolvers(),
    };
    opened.groups.catch(() => undefined);
    opened.stored.promise.catch(() => undefined);
    // What arrives in this turn of the event loop joins; under load that is most of what can arrive before the answers go out.
    setImmediate(() => {
      if (window === opened) window = undefined;
      keep(opened, world).then(opened.stored.resolve, opened.stored.reject);
    });
    return opened;
  }

  return async (items) => {
    window ??= open();
    let verdicts = judge(items, await window.groups, tenantId);
    // A subscription may have been asked for since: its notifications may come at any moment.
    if (verdicts.some(({ reason }) => reason !== undefined)) verdicts = judge(items, await readGroups(), tenantId);
    const receipt = receiptOf(verdicts);
    if (receipt.believed === 0) return receipt;
    window ??= open();
    const joined = window;
    for (const verdict of verdicts) join(verdict, joined);
    await joined.stored.promise;
    return receipt;
  };
}

interface Verdict {
  item: NotificationItem;
  group: WatchedGroup | undefined;
  reason: DropReason | undefined;
}

function judge(items: readonly NotificationItem[], groups: readonly WatchedGroup[], tenantId: string): Verdict[] {
  // Of a subscription there are many items with one secret: each is compared once.
  const senders = new Map<string, { secret: string } & Omit<Verdict, 'item'>>();
  return items.map((item) => {
    if (item.tenantId !== undefined && item.tenantId !== tenantId) return { item, group: undefined, reason: 'tenant' };
    const { subscriptionId, clientState: secret } = item;
    let sender = senders.get(subscriptionId);
    if (sender === undefined || sender.secret !== secret) {
      sender = { secret, ...identify(subscriptionId, hashSecret(secret), groups) };
      senders.set(subscriptionId, sender);
    }
    const isUnknown = item.says.kind === 'lifecycle' && !knownEvents.has(item.says.event);
    return { item, group: sender.group, reason: sender.reason ?? (isUnknown ? 'unknownEvent' : undefined) };
  });
}

/** A subscription whose id is not known yet is known by its secret. */
function identify(id: string, hash: string, groups: readonly WatchedGroup[]): Omit<Verdict, 'item'> {
  const group =
    groups.find(({ subscriptionId }) => subscriptionId === id) ??
    groups.find(({ subscriptionId, secretHash }) => subscriptionId === undefined && isSameHash(hash, secretHash));
  if (group === undefined) return { group, reason: 'unknownSubscription' };
  return { group, reason: isSameHash(hash, group.secretHash) ? undefined : 'clientState' };
}

/** Graph sends the first of groups; the others it documents of other resources (docs/sources.md, change notifications). */
const knownEvents: ReadonlySet<string> = new Set(['reauthorizationRequired', 'subscriptionRemoved', 'missed']);

/** Adds what a believed notification asks for. */
function join({ item: { says }, group, reason }: Verdict, { subjects, from, asked }: Window): void {
  if (reason !== undefined || group === undefined) return;
  if (says.kind === 'lifecycle') {
    if (says.event === 'reauthorizationRequired') asked.add(group.id);
    return;
  }
  from.add(group.id);
  for (const subject of says.subjects) subjects.set(keyOf(subject), subject);
}

async function keep({ subjects, from, asked }: Window, { store, clock, newId }: World): Promise<void> {
  const at = clock.now();
  for (const id of asked) await changeWatchedGroup(store, id, (group) => ({ ...group, reauthorizeAskedAt: at }));
  const all = [...subjects.values()];
  const starts = Array.from(
    { length: Math.ceil(all.length / subjectsPerRecord) },
    (_, part) => part * subjectsPerRecord,
  );
  if (starts.length === 0) return;
  await store.createAll(
    'wakeUps',
    starts.map((start) => ({
      id: newId(),
      at,
      subjects: all.slice(start, start + subjectsPerRecord),
      from: [...from],
    })),
  );
}

function keyOf(subject: WakeSubject): string {
  // A group and a device never have the same id.
  return subject.kind === 'everything' ? subject.kind : subject.id;
}

function receiptOf(verdicts: readonly Verdict[]): Receipt {
  const receipt: Receipt = { believed: 0, dropped: {}, wakes: false, subscriptions: false };
  for (const { item, reason } of verdicts) {
    if (reason !== undefined) receipt.dropped[reason] = (receipt.dropped[reason] ?? 0) + 1;
    else {
      receipt.believed += 1;
      if (item.says.kind === 'lifecycle') receipt.subscriptions = true;
      else receipt.wakes = true;
    }
  }
  return receipt;
}
