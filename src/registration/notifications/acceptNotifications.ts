import type { WakeSubject } from '../lifecycle/wakeUp.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import { isWithin } from '../ports/isWithin.ts';
import type { Ports } from '../ports/ports.ts';
import { hashSecret, isSameHash, isSameSecret } from './secret.ts';
import type { WatchedGroup } from './watchedGroup.ts';

/** One notification of a POST, read but not believed yet. */
export interface NotificationItem {
  /** In any case, as the tenant's. */
  subscriptionId: string;
  clientState: string;
  /** Absent in some. */
  tenantId: string | undefined;
  /** What to look at, or which event of the subscription's own life it tells. */
  says:
    | { kind: 'subjects'; subjects: WakeSubject[] }
    /** `endsAt`: the end of the subscription that it is about, in milliseconds since 1970 UTC; one that was renewed since has another. */
    | { kind: 'lifecycle'; event: string; endsAt: number | undefined };
}

/** Why a notification was not acted upon. */
export type DropReason = 'malformed' | 'tenant' | 'unknownSubscription' | 'clientState' | 'unknownEvent';

/** What became of the notifications of one POST. */
export interface Receipt {
  believed: number;
  dropped: Partial<Record<DropReason, number>>;
  /** Devices or groups are to be looked at. */
  wakes: boolean;
  /** Subscriptions are to be looked at. */
  subscriptions: boolean;
}

/**
 * Takes the notifications that `read` hands on before it returns: judges each as it comes, by the subscriptions as they are now, and keeps
 * only what it asks for. `read` returns how many it did not understand. Resolves when everything believed is durable, rejects when it is not.
 */
export type Intake = (read: Read) => Promise<Receipt>;

/** Reads notifications, handing on each. */
export type Read = (take: (item: NotificationItem) => void) => number;

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** Subjects in one record, so that it fits into any store. */
const subjectsPerRecord = 1_000;

/** Milliseconds between two notes of a doubt. */
const doubtsApart = 10 * 60_000;

/** What came in one short while and is stored in one commit. */
interface Window {
  groups: Promise<WatchedGroup[]>;
  /** Senders that were believed, by subscription id: the secret of each is hashed once. */
  believed: Map<string, { secret: Buffer; group: WatchedGroup }>;
  /** Each subject once. */
  subjects: Map<string, WakeSubject>;
  from: Set<string>;
  /** Groups whose subscription is to be authorised again, and the end it had. */
  asked: Map<string, number | undefined>;
  stored: PromiseWithResolvers<void>;
}

/**
 * Takes notifications: checks each against the secret of its subscription and stores what it asks to look at. What arrives together is stored
 * together, in one commit, and so is all that arrives while a commit is under way: the disk sets the pace, and nobody waits for two.
 */
export function createIntake(world: World, tenantId: string): Intake {
  let current: Window | undefined;
  let isCommitting = false;
  const readGroups = () => Array.fromAsync(everyRecord(world.store, 'watchedGroups', {}));

  function open(): Window {
    const opened: Window = {
      groups: readGroups(),
      believed: new Map(),
      subjects: new Map(),
      from: new Set(),
      asked: new Map(),
      stored: Promise.withResolvers(),
    };
    opened.groups.catch(() => undefined);
    opened.stored.promise.catch(() => undefined);
    // What arrives in this turn of the event loop joins.
    setImmediate(commit);
    return opened;
  }

  function commit(): void {
    if (isCommitting || current === undefined) return;
    const { stored } = current;
    const kept = keep(current, world);
    current = undefined;
    isCommitting = true;
    void kept.then(stored.resolve, stored.reject).then(() => {
      isCommitting = false;
      commit();
    });
  }

  /** A subscription may have been asked for since the doubt arose: its notifications may come at any moment. */
  async function judgeAgain(doubtful: readonly NotificationItem[], receipt: Receipt): Promise<void> {
    const groups = await readGroups();
    const judge = createJudge(groups, tenantId, new Map());
    const impostors = new Set<string>();
    current ??= open();
    for (const item of doubtful) {
      const verdict = judge(item);
      if (verdict === 'clientState') impostors.add(item.subscriptionId.toLowerCase());
      if (typeof verdict === 'string') receipt.dropped[verdict] = (receipt.dropped[verdict] ?? 0) + 1;
      else believe(item, verdict, current, receipt);
    }
    if (receipt.believed > 0) await current.stored.promise;
    for (const group of groups) if (impostors.has(group.subscriptionId ?? '')) await doubt(group);
  }

  /** Notes for whoever looks after Preflight that a subscription is used by somebody else, once in a while: anybody can send such. */
  async function doubt({ id, doubtedAt }: WatchedGroup): Promise<void> {
    const now = world.clock.now();
    if (isWithin(doubtsApart, doubtedAt, now)) return;
    await changeRecord(world.store, 'watchedGroups', id, (group) => ({ ...group, doubtedAt: now }));
  }

  function judgeAll(read: Read, groups: readonly WatchedGroup[]): Promise<Receipt> {
    current ??= open();
    const window = current;
    const judge = createJudge(groups, tenantId, window.believed);
    const receipt: Receipt = { believed: 0, dropped: {}, wakes: false, subscriptions: false };
    const doubtful: NotificationItem[] = [];
    const malformed = read((item) => {
      const verdict = judge(item);
      if (typeof verdict === 'string') doubtful.push(item);
      else believe(item, verdict, window, receipt);
    });
    if (malformed > 0) receipt.dropped.malformed = malformed;
    const waits = receipt.believed > 0 ? [window.stored.promise] : [];
    if (doubtful.length > 0) waits.push(judgeAgain(doubtful, receipt));
    return after(waits, receipt);
  }

  return (read) => {
    current ??= open();
    return current.groups.then((groups) => judgeAll(read, groups));
  };
}

/** Apart from the function that reads: what waits for a commit must not hold on to what was read, or the garbage collector has more to do than all the rest. */
async function after(waits: readonly Promise<void>[], receipt: Receipt): Promise<Receipt> {
  await Promise.all(waits);
  return receipt;
}

/** Notes what a believed notification asks for. */
function believe(
  { says }: Pick<NotificationItem, 'says'>,
  { id }: WatchedGroup,
  window: Window,
  receipt: Receipt,
): void {
  receipt.believed += 1;
  if (says.kind === 'lifecycle') {
    receipt.subscriptions = true;
    if (says.event === 'reauthorizationRequired') window.asked.set(id, says.endsAt);
    return;
  }
  receipt.wakes = true;
  window.from.add(id);
  for (const subject of says.subjects) {
    const key = keyOf(subject);
    if (!window.subjects.has(key)) window.subjects.set(key, subject);
  }
}

/** Judges one notification: the watched group it is of, or why it is dropped. */
type Judge = (item: NotificationItem) => WatchedGroup | DropReason;

function createJudge(groups: readonly WatchedGroup[], tenantId: string, believed: Window['believed']): Judge {
  // Of a subscription there are many items with one secret: each is compared once.
  const senders = new Map<string, { secret: string; verdict: ReturnType<Judge> }>();
  return ({ subscriptionId, clientState: secret, tenantId: ofTenant, says }) => {
    if (ofTenant !== undefined && ofTenant !== tenantId && ofTenant.toLowerCase() !== tenantId) return 'tenant';
    let sender = senders.get(subscriptionId);
    if (sender === undefined || sender.secret !== secret) {
      sender = { secret, verdict: identify(subscriptionId.toLowerCase(), secret, groups, believed) };
      senders.set(subscriptionId, sender);
    }
    const isUnknown = says.kind === 'lifecycle' && !knownEvents.has(says.event);
    return isUnknown && typeof sender.verdict !== 'string' ? 'unknownEvent' : sender.verdict;
  };
}

/** A subscription whose id is not known yet is known by its secret. */
function identify(
  id: string,
  secret: string,
  groups: readonly WatchedGroup[],
  believed: Window['believed'],
): ReturnType<Judge> {
  const bytes = Buffer.from(secret);
  const known = believed.get(id);
  if (known !== undefined && isSameSecret(bytes, known.secret)) return known.group;
  const hash = hashSecret(secret);
  const group =
    groups.find(({ subscriptionId }) => subscriptionId === id) ??
    groups.find(({ subscriptionId, secretHash }) => subscriptionId === undefined && isSameHash(hash, secretHash));
  if (group === undefined) return 'unknownSubscription';
  if (!isSameHash(hash, group.secretHash)) return 'clientState';
  believed.set(id, { secret: bytes, group });
  return group;
}

/** Graph sends the first of groups; the others it documents of other resources (docs/sources.md, change notifications). */
const knownEvents: ReadonlySet<string> = new Set(['reauthorizationRequired', 'subscriptionRemoved', 'missed']);

async function keep({ subjects, from, asked }: Window, { store, clock, newId }: World): Promise<void> {
  const at = clock.now();
  for (const [id, reauthorizeAskedFor] of asked)
    await changeRecord(store, 'watchedGroups', id, (group) => ({
      ...group,
      reauthorizeAskedAt: at,
      reauthorizeAskedFor,
    }));
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
      dueAt: at,
      subjects: all.slice(start, start + subjectsPerRecord),
      from: [...from],
    })),
  );
}

function keyOf(subject: WakeSubject): string {
  // A group and a device never have the same id.
  return subject.kind === 'everything' ? subject.kind : subject.id;
}
