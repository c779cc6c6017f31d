import { createHash } from 'node:crypto';
import type { Device, Status } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { quotedError } from '../problems/quotedError.ts';
import { lifeOf } from '../shipping/shownDevices.ts';
import type { Announcement } from './announcement.ts';
import { audience } from './audience.ts';
import { type Digest, noBatch } from './digest.ts';
import { isLiving } from './digestNow.ts';

type World = Pick<Ports, 'store' | 'clock'>;
type Line = { device: Device; announcement: Announcement };

/** Devices one digest names at most, so that its record stays small. */
const waveSize = 1_000;

/**
 * Turns what devices have to announce into digests, one for each batch and kind. Of each device the next thing to be said comes first: what
 * happened later joins no digest before the earlier one is in one.
 *
 * @remarks The announcements stay on their devices until the digest is delivered; whatever an open digest tells is not put into another,
 * so that a crash anywhere neither loses nor doubles an announcement.
 */
export async function compose(world: World, policy: Policy): Promise<void> {
  const { store, clock } = world;
  const told = await openAnnouncements(store);
  /** Devices, each with what is still to be said of it, oldest first. */
  let untold: Line[][] = [];
  for await (const device of everyRecord(store, 'devices', { atMost: { field: 'announcedAt', value: clock.now() } })) {
    const lines = device.announcements
      .filter(({ id }) => !told.has(id))
      .map((announcement) => ({ device, announcement }));
    if (lines.length > 0) untold.push(lines);
  }
  while (untold.length > 0) {
    const composed = await composeNext(untold, world, policy);
    if (composed.size === 0) return;
    untold = untold
      .map((lines) => (composed.has(lines[0]?.announcement.id ?? '') ? lines.slice(1) : lines))
      .filter(({ length }) => length > 0);
  }
}

/** Composes what is next of each device and settled; resolves with the ids of these announcements. */
async function composeNext(untold: readonly Line[][], world: World, policy: Policy): Promise<Set<string>> {
  const behind = new Set(untold.flatMap((lines) => lines.slice(1).map(waveOf)));
  const next = waves(untold.flatMap(([line]) => line ?? []));
  // A wave that devices join which have something else to say first comes after that, so that it is not told in two.
  const isWhole = ([line]: Line[]) => line !== undefined && !behind.has(waveOf(line));
  for (const some of [next.filter(isWhole), next.filter((wave) => !isWhole(wave))]) {
    const composed = new Set<string>();
    for (const wave of some) {
      if (!(await isSettled(wave, world, policy))) continue;
      await world.store.create('digests', await digestOf(wave, world));
      for (const { announcement } of wave) composed.add(announcement.id);
    }
    if (composed.size > 0) return composed;
  }
  return new Set();
}

function waveOf({ device, announcement }: Line): string {
  return `${device.requestedIn ?? ''}|${announcement.kind}`;
}

/** Announcements that a digest still being delivered tells. */
async function openAnnouncements(store: World['store']): Promise<Set<string>> {
  const told = new Set<string>();
  for await (const digest of everyRecord(store, 'digests', { equals: { state: 'open' } })) {
    for (const { announcementId } of digest.devices) told.add(announcementId);
  }
  return told;
}

function waves(lines: readonly Line[]): Line[][] {
  const byKind = Map.groupBy(lines, waveOf);
  return [...byKind.values()].flatMap((wave) => {
    const parts = Array.from({ length: Math.ceil(wave.length / waveSize) }, (_, part) => part * waveSize);
    return parts.map((start) => wave.slice(start, start + waveSize));
  });
}

/** A wave is told once its first announcement has waited long enough, or when nobody of its batch is left to join it. */
async function isSettled(wave: readonly Line[], { store, clock }: World, policy: Policy): Promise<boolean> {
  const first = Math.min(...wave.map(({ announcement }) => announcement.at));
  if (clock.now() - first >= policy.digestDelay) return true;
  const [line] = wave;
  const batchId = line?.device.requestedIn;
  if (batchId === undefined) return false;
  if ((await store.count('devices', { equals: { requestedIn: batchId } })) === wave.length) return true;
  // Those that are past it have joined a wave before: waiting for them would hold up what comes after.
  const before = stillBefore[line?.announcement.kind ?? 'stuck'];
  if (before === undefined) return false;
  for (const status of before)
    if ((await store.count('devices', { equals: { requestedIn: batchId, status } })) > 0) return false;
  return true;
}

/** Statuses from which a device may still join a wave. */
const stillBefore: Partial<Record<Announcement['kind'], readonly Status[]>> = {
  ready: ['pending', 'failed'],
  active: ['pending', 'failed', 'ready'],
};

async function digestOf(wave: readonly Line[], { store, clock }: World): Promise<Omit<Digest, 'version'>> {
  const [{ device, announcement } = neverEmpty()] = wave;
  const ids = wave.map((line) => line.announcement.id).sort();
  const now = clock.now();
  return {
    id: createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 32),
    kind: announcement.kind,
    batchId: device.requestedIn,
    createdAt: now,
    devices: wave.map((line) => lineOf(line)),
    deliveries: await audience(device.requestedIn, store),
    state: 'open',
    dueAt: now,
    liveIn: isLiving(announcement) ? (device.requestedIn ?? noBatch) : undefined,
  };
}

function lineOf({ device, announcement }: Line): Digest['devices'][number] {
  return {
    key: device.id,
    serialNumber: device.serialNumber,
    model: device.model,
    userPrincipalName: device.userPrincipalName,
    deviceName: device.deviceName,
    problem: device.problem?.code,
    permission: device.problem?.permission,
    requestId: device.problem?.requestId,
    detail: announcement.detail ?? detailOf(device),
    shipped: device.shipped === undefined ? undefined : true,
    life: lifeOf(device),
    announcementId: announcement.id,
  };
}

/** Where each device has a reason of its own: its tag, the groups it waits for, the error to quote. Others have the service's words, which are for support. */
function detailOf({ problem }: Device): string | undefined {
  if (problem === undefined) return undefined;
  return problem.code === 'unsupported-tag' || problem.code === 'stuck-linked' ? problem.detail : quotedError(problem);
}

function neverEmpty(): never {
  throw new Error('a wave has at least one announcement');
}
