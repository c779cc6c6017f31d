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

/** Milliseconds of the machine's time. */
const longestGathering = 5;
/** Subjects in one record, so that it fits into any store. */
const subjectsPerRecord = 1_000;

/**
 * Takes notifications: checks each against the secret of its subscription and stores what it asks to look at. Resolves when that is
 * durable, rejects when it is not. What arrives together is stored together, in one commit.
 */
export function createIntake(world: World, tenantId: string): (items: readonly NotificationItem[]) => Promise<Receipt> {
  let waiting: { items: readonly NotificationItem[]; settle: PromiseWithResolvers<Receipt> }[] = [];

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const groups = await Array.fromAsync(everyRecord(world.store, 'watchedGroups', {}));
      const verdicts = batch.map(({ items }) => judge(items, groups, tenantId));
      await keep(verdicts, world);
      for (const [index, { settle }] of batch.entries()) settle.resolve(receiptOf(verdicts[index] ?? []));
    } catch (error) {
      for (const { settle } of batch) settle.reject(error);
    }
  }

  /** Waits for what is arriving right now, as long as each turn of the event loop brings more, and a few milliseconds at most. */
  function gather(known: number, until: number): void {
    setImmediate(() => {
      if (waiting.length > known && performance.now() < until) gather(waiting.length, until);
      else void flush();
    });
  }

  return (items) => {
    const settle = Promise.withResolvers<Receipt>();
    waiting.push({ items, settle });
    if (waiting.length === 1) gather(0, performance.now() + longestGathering);
    return settle.promise;
  };
}

interface Verdict {
  item: NotificationItem;
  group: WatchedGroup | undefined;
  reason: DropReason | undefined;
}

function judge(items: readonly NotificationItem[], groups: readonly WatchedGroup[], tenantId: string): Verdict[] {
  const byId = new Map(groups.flatMap((group) => (group.subscriptionId ? [[group.subscriptionId, group]] : [])));
  // Of a subscription there are many items with one secret: each pair is compared once.
  const senders = new Map<string, Omit<Verdict, 'item'>>();
  const senderOf = ({ subscriptionId, clientState }: NotificationItem) => {
    const key = `${subscriptionId} ${clientState}`;
    const sender = senders.get(key) ?? identify(byId.get(subscriptionId), hashSecret(clientState), groups);
    senders.set(key, sender);
    return sender;
  };
  return items.map((item) => {
    if (item.tenantId !== undefined && item.tenantId !== tenantId) return { item, group: undefined, reason: 'tenant' };
    const { group, reason } = senderOf(item);
    const isUnknown = item.says.kind === 'lifecycle' && !knownEvents.has(item.says.event);
    return { item, group, reason: reason ?? (isUnknown ? 'unknownEvent' : undefined) };
  });
}

/** A subscription whose id is not known yet is known by its secret. */
function identify(
  known: WatchedGroup | undefined,
  hash: string,
  groups: readonly WatchedGroup[],
): Omit<Verdict, 'item'> {
  const group =
    known ??
    groups.find(({ subscriptionId, secretHash }) => subscriptionId === undefined && isSameHash(hash, secretHash));
  if (group === undefined) return { group, reason: 'unknownSubscription' };
  return { group, reason: isSameHash(hash, group.secretHash) ? undefined : 'clientState' };
}

/** Graph sends the first of groups; the others it documents of other resources (docs/sources.md, change notifications). */
const knownEvents: ReadonlySet<string> = new Set(['reauthorizationRequired', 'subscriptionRemoved', 'missed']);

/** Stores what is believed of all POSTs, each subject once. */
async function keep(verdicts: readonly Verdict[][], { store, clock, newId }: World): Promise<void> {
  const at = clock.now();
  const subjects = new Map<string, WakeSubject>();
  const from = new Set<string>();
  const asked = new Set<string>();
  for (const { item, group, reason } of verdicts.flat()) {
    if (reason !== undefined || group === undefined) continue;
    if (item.says.kind === 'lifecycle') {
      if (item.says.event === 'reauthorizationRequired') asked.add(group.id);
      continue;
    }
    from.add(group.id);
    for (const subject of item.says.subjects) subjects.set(keyOf(subject), subject);
  }
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
  return subject.kind === 'everything' ? subject.kind : `${subject.kind} ${subject.id}`;
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
