import type { Device } from '../lifecycle/device.ts';
import { makeDue } from '../lifecycle/wake.ts';
import type { WakeSubject, WakeUp } from '../lifecycle/wakeUp.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { setsOf } from '../ports/setsOf.ts';
import { discoverNamed, type NamedPorts } from './discoverNamed.ts';
import { readChanges } from './readChanges.ts';

/** What following the stored wake-ups came to. */
export interface Followed {
  /** Devices made due, by key: when the first notification of each came. Milliseconds since 1970 UTC. */
  woken: Map<string, number>;
  /** A device of ours is in Entra but cannot be found in Autopilot by its id: a discovery of all would find it. */
  hidden: boolean;
  /** Nobody knows what changed in the groups: the hourly looks are due now. */
  everything: boolean;
  /** A watched group was deleted. */
  groupGone: boolean;
  /** More is due than one pass takes: another is to follow at once. */
  more: boolean;
  /** Why it is put off; a `ServiceError` where Graph could not be asked. */
  error: Error | undefined;
}

type World = NamedPorts & Pick<Ports, 'newId'>;

/** What could not be found yet is looked for again after as long as it has been waiting, but not sooner than this; then the hourly discovery finds it. Milliseconds. */
const firstWait = 10_000;
const longestWait = 60 * 60_000;

/** What one pass takes, so that whatever else is due, such as a new file, waits for no more: records read, objects looked up in the store, and strangers that Graph is asked about, twenty to a request. */
const mostRecords = 1_000;
const mostObjects = 5_000;
const mostStrangers = 200;
/** Values in one look-up. */
const setSize = 500;

/**
 * Makes the devices due that stored notifications name, in as many requests for a thousand of them as for one, then forgets them. Follows
 * the oldest first, and no more than one pass takes. Objects
 * that no device has are looked up, and devices that somebody else uploaded are discovered. A wake-up is forgotten after it was acted
 * upon: a crash in between only looks twice. What cannot be followed, because Graph cannot be asked or for any other reason, is put off:
 * devices that are due wait for none of it. Rejects when the store does.
 */
export async function followWakeUps(world: World, policy: Policy): Promise<Followed> {
  const followed: Followed = {
    woken: new Map(),
    hidden: false,
    everything: false,
    groupGone: false,
    more: false,
    error: undefined,
  };
  const wakeUps = await dueWakeUps(world, followed);
  if (wakeUps.length === 0) return followed;
  try {
    await followDue(wakeUps, world, policy, followed);
  } catch (error) {
    followed.error = error instanceof Error ? error : new Error(String(error));
    await putOff(wakeUps, () => true, world, followed);
  }
  return followed;
}

async function followDue(wakeUps: readonly WakeUp[], world: World, policy: Policy, followed: Followed): Promise<void> {
  await noteNotified(wakeUps, world);
  await wakeEverything(wakeUps, world, followed);
  const unknown = await wakeNamed(wakeUps, world, followed);
  const settled = (wakeUp: WakeUp) =>
    wakeUp.subjects.every((subject) => subject.kind === 'everything' || isKnown(subject, unknown));
  await world.store.deleteAll('wakeUps', wakeUps.filter(settled));
  const open = wakeUps.filter((wakeUp) => !settled(wakeUp));
  if (open.length === 0) return;
  const changes = await changesBehind(open, world, followed);
  const all = [...open, ...changes];
  for (const id of await wakeNamed(changes, world, followed)) unknown.add(id);
  const asked = new Set([...unknown].slice(0, mostStrangers));
  const { found, hidden } = await discoverNamed([...asked], world, policy);
  const first = Math.min(...all.map(({ at }) => at));
  for (const key of found) followed.woken.set(key, Math.min(first, followed.woken.get(key) ?? first));
  const isStranger = (subject: WakeSubject) =>
    subject.kind === 'entraObject' && unknown.has(subject.id) && !asked.has(subject.id);
  await splitOff(all, isStranger, world, followed);
  const isHidden = new Set(hidden);
  await putOff(all, (subject) => subject.kind === 'entraObject' && isHidden.has(subject.id), world, followed);
}

/** What Graph is still to be asked about comes first in the next pass; an hour later the hourly discovery has found what is ours. */
async function splitOff(
  wakeUps: readonly WakeUp[],
  isStranger: (subject: WakeSubject) => boolean,
  { store, clock, newId }: World,
  followed: Followed,
): Promise<void> {
  const now = clock.now();
  const rest = wakeUps.flatMap(({ at, subjects }) => {
    const strangers = subjects.filter(isStranger);
    return strangers.length === 0 || now - at > longestWait
      ? []
      : [{ id: newId(), at, dueAt: now, subjects: strangers, areStrangers: true as const }];
  });
  if (rest.length === 0) return;
  await store.createAll('wakeUps', mergeSmall(rest));
  followed.more = true;
}

/** Many records of few subjects become few of many, each as old as its oldest: what is left over is written once. */
function mergeSmall<T extends Pick<WakeUp, 'at' | 'subjects'>>(records: readonly T[]): T[] {
  const merged: T[] = [];
  for (const record of records) {
    const last = merged.at(-1);
    if (last === undefined || last.subjects.length + record.subjects.length > setSize * 2) merged.push({ ...record });
    else {
      last.at = Math.min(last.at, record.at);
      last.subjects = [...last.subjects, ...record.subjects];
    }
  }
  return merged;
}

/** The oldest that are due, as many as one pass takes. */
async function dueWakeUps({ store, clock }: World, followed: Followed): Promise<WakeUp[]> {
  const due: WakeUp[] = [];
  let objects = 0;
  let cursor: string | undefined;
  do {
    const page = await store.query('wakeUps', { atMost: { field: 'dueAt', value: clock.now() }, limit: 100, cursor });
    for (const wakeUp of page.items) {
      if (due.length > 0 && (due.length >= mostRecords || objects + wakeUp.subjects.length > mostObjects)) {
        followed.more = true;
        return due;
      }
      due.push(wakeUp);
      objects += wakeUp.subjects.length;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return due;
}

/** A notification that names no member says only that something changed in its group: the changes of all watched groups are one request. */
async function changesBehind(wakeUps: readonly WakeUp[], world: World, followed: Followed): Promise<WakeUp[]> {
  const isGroup = (wakeUp: WakeUp) => wakeUp.subjects.some(({ kind }) => kind === 'group');
  if (!wakeUps.some(isGroup)) return [];
  const read = await readChanges(world);
  if (read.everything) followed.everything = true;
  if (read.groupGone) followed.groupGone = true;
  const known = new Set(wakeUps.map(({ id }) => id));
  return (await dueWakeUps(world, followed)).filter(({ id }) => !known.has(id));
}

/** Makes the devices of the objects named due, a set at a time; resolves with the objects that no device has. */
async function wakeNamed(wakeUps: readonly WakeUp[], world: World, followed: Followed): Promise<Set<string>> {
  const strangers = namedObjects(wakeUps.filter(({ areStrangers }) => areStrangers === true));
  const named = namedObjects(wakeUps.filter(({ areStrangers }) => areStrangers !== true));
  // Those known as strangers were in line first.
  const unknown = new Set(strangers.keys());
  for (const values of setsOf([...named.keys()], setSize)) {
    const devices = await makeDue({ equalsAny: { field: 'entraObjectId', values } }, world);
    const known = new Set<string | undefined>();
    for (const device of devices) {
      const { entraObjectId = '' } = device;
      known.add(entraObjectId);
      note([device], named.get(entraObjectId) ?? 0, followed);
    }
    for (const value of values) if (!known.has(value)) unknown.add(value);
  }
  return unknown;
}

/** Every object named, with the time of the first notification that named it. */
function namedObjects(wakeUps: readonly WakeUp[]): Map<string, number> {
  const objects = new Map<string, number>();
  for (const { subjects, at } of wakeUps) {
    for (const subject of subjects) {
      if (subject.kind === 'entraObject') objects.set(subject.id, Math.min(at, objects.get(subject.id) ?? at));
    }
  }
  return objects;
}

async function wakeEverything(wakeUps: readonly WakeUp[], world: World, followed: Followed): Promise<void> {
  const [first] = wakeUps.filter(({ subjects }) => subjects.some(({ kind }) => kind === 'everything'));
  if (first === undefined) return;
  for (const status of ['pending', 'ready'] as const)
    note(await makeDue({ equals: { status } }, world), first.at, followed);
}

function note(devices: readonly Device[], at: number, { woken }: Followed): void {
  for (const { id } of devices) woken.set(id, Math.min(at, woken.get(id) ?? at));
}

function isKnown(subject: WakeSubject, unknown: ReadonlySet<string>): boolean {
  return subject.kind === 'entraObject' && !unknown.has(subject.id);
}

/** Keeps what is still open, for a later look; forgets the rest, and what has waited so long that the hourly discovery has had its turn. */
async function putOff(
  open: readonly WakeUp[],
  isOpen: (subject: WakeSubject) => boolean,
  { store, clock }: World,
  followed: Followed,
): Promise<void> {
  const now = clock.now();
  const over: WakeUp[] = [];
  const later: WakeUp[] = [];
  for (const wakeUp of open) {
    const subjects = wakeUp.subjects.filter(isOpen);
    const age = now - wakeUp.at;
    if (subjects.length === 0 || age > longestWait) over.push(wakeUp);
    else {
      // The first time it may just not show yet; after that Autopilot may know it by another id.
      if (wakeUp.isAgain) followed.hidden = true;
      later.push({ ...wakeUp, subjects, isAgain: true, dueAt: now + Math.max(firstWait, age) });
    }
  }
  await store.replaceAll('wakeUps', later);
  await store.deleteAll('wakeUps', over);
}

/** Remembers when each group last told something, for whoever asks how its subscription does. */
async function noteNotified(wakeUps: readonly WakeUp[], { store }: World): Promise<void> {
  const last = new Map<string, number>();
  for (const { from = [], at } of wakeUps) for (const id of from) last.set(id, Math.max(at, last.get(id) ?? 0));
  for (const [id, at] of last)
    await changeRecord(store, 'watchedGroups', id, (group) =>
      // One that was put off comes after later ones.
      at > (group.notifiedAt ?? 0) ? { ...group, notifiedAt: at } : undefined,
    );
}
