import type { Device } from '../lifecycle/device.ts';
import { makeDue } from '../lifecycle/wake.ts';
import type { WakeSubject, WakeUp } from '../lifecycle/wakeUp.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
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
  /** Why it is put off; a `ServiceError` where Graph could not be asked. */
  error: Error | undefined;
}

type World = NamedPorts & Pick<Ports, 'newId'>;

/** What could not be found yet is looked for again after as long as it has been waiting, but not sooner than this; then the hourly discovery finds it. Milliseconds. */
const firstWait = 10_000;
const longestWait = 60 * 60_000;

/**
 * Makes every device due that stored notifications name, in as many requests for a thousand of them as for one, then forgets them. Objects
 * that no device has are looked up, and devices that somebody else uploaded are discovered. A wake-up is forgotten after it was acted
 * upon: a crash in between only looks twice. What cannot be followed, because Graph cannot be asked or for any other reason, is put off:
 * devices that are due wait for none of it. Rejects when the store does.
 */
export async function followWakeUps(world: World, policy: Policy): Promise<Followed> {
  const followed: Followed = { woken: new Map(), hidden: false, everything: false, groupGone: false, error: undefined };
  const wakeUps = await dueWakeUps(world);
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
  for (const { id, version } of wakeUps.filter(settled)) await world.store.delete('wakeUps', id, version);
  const open = wakeUps.filter((wakeUp) => !settled(wakeUp));
  if (open.length === 0) return;
  const all = [...open, ...(await changesBehind(open, world, followed))];
  for (const id of await wakeNamed(all, world, followed)) unknown.add(id);
  const { found, hidden } = await discoverNamed([...unknown], world, policy);
  const first = Math.min(...all.map(({ at }) => at));
  for (const key of found) followed.woken.set(key, Math.min(first, followed.woken.get(key) ?? first));
  await putOff(all, (subject) => subject.kind === 'entraObject' && hidden.includes(subject.id), world, followed);
}

async function dueWakeUps({ store, clock }: World): Promise<WakeUp[]> {
  const now = clock.now();
  const all = await Array.fromAsync(everyRecord(store, 'wakeUps', {}));
  return all.filter(({ againAt = 0 }) => againAt <= now);
}

/** A notification that names no member says only that something changed in its group: the changes of all watched groups are one request. */
async function changesBehind(wakeUps: readonly WakeUp[], world: World, followed: Followed): Promise<WakeUp[]> {
  const isGroup = (wakeUp: WakeUp) => wakeUp.subjects.some(({ kind }) => kind === 'group');
  if (!wakeUps.some(isGroup)) return [];
  const read = await readChanges(world);
  if (read.everything) followed.everything = true;
  if (read.groupGone) followed.groupGone = true;
  const known = new Set(wakeUps.map(({ id }) => id));
  return (await dueWakeUps(world)).filter(({ id }) => !known.has(id));
}

/** Makes the devices of the objects named due; resolves with the objects that no device has. */
async function wakeNamed(wakeUps: readonly WakeUp[], world: World, followed: Followed): Promise<Set<string>> {
  const unknown = new Set<string>();
  for (const [id, at] of namedObjects(wakeUps)) {
    const devices = await makeDue({ entraObjectId: id }, world);
    if (devices.length === 0) unknown.add(id);
    else note(devices, at, followed);
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
  for (const status of ['pending', 'ready'] as const) note(await makeDue({ status }, world), first.at, followed);
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
  for (const wakeUp of open) {
    const subjects = wakeUp.subjects.filter(isOpen);
    const age = now - wakeUp.at;
    if (subjects.length === 0 || age > longestWait) await store.delete('wakeUps', wakeUp.id, wakeUp.version);
    else {
      // The first time it may just not show yet; after that Autopilot may know it by another id.
      if (wakeUp.againAt !== undefined) followed.hidden = true;
      await store.replace('wakeUps', { ...wakeUp, subjects, againAt: now + Math.max(firstWait, age) });
    }
  }
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
