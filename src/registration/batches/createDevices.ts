import { decodeHash } from '../hardwareHash/decodeHash.ts';
import type { ReportRow } from '../intake/report.ts';
import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { findProfile, tagFor } from '../policy/tags.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import type { Batch } from './batch.ts';
import { deleteRows } from './cancel.ts';

type World = Pick<Ports, 'store' | 'clock'>;
/** Why a device of the file is left as it is; the fields of the batch that name it. */
type Left = 'leftAlone' | 'leaving' | 'registeredOtherwise' | 'otherBoard';
/** What was chosen for every device of the batch. */
type Choice = Pick<Device, 'profile' | 'groupTag'>;

/**
 * Turns every batch somebody decided on into devices. May be stopped anywhere and repeated: ids are the device keys, so a device is
 * created once, and a batch is only opened when all of its devices exist.
 */
export async function createDevicesOfDecidedBatches(world: World, policy: Policy): Promise<number> {
  let batches = 0;
  for await (const batch of everyRecord(world.store, 'batches', { equals: { state: 'registering' } }, 20)) {
    await createDevices(batch, choiceOf(batch, policy), world);
    batches += 1;
  }
  return batches;
}

/** A profile that left the policy since it was chosen fails the devices at their first look, which says why; its tag then is what it was. */
function choiceOf({ profile: id = '', sharedMode, groupTag = '' }: Batch, policy: Policy): Choice {
  const profile = findProfile(policy, id);
  const tag = profile === undefined ? undefined : tagFor(policy, profile, sharedMode === true);
  return { profile: id, groupTag: tag ?? groupTag };
}

async function createDevices(batch: Batch, choice: Choice, world: World): Promise<void> {
  const { store, clock } = world;
  const left: Record<Left, string[]> = { leftAlone: [], leaving: [], registeredOtherwise: [], otherBoard: [] };
  for await (const { rows } of everyRecord(store, 'batchRows', { equals: { batchId: batch.id } }, 5)) {
    for (const { serialNumber, why } of await createFromRows(rows, batch, choice, world)) left[why].push(serialNumber);
  }
  const total = await store.count('devices', { equals: { requestedIn: batch.id } });
  const now = clock.now();
  const opened = await store.replace('batches', { ...batch, state: 'open', total, ...left, cardDueAt: now });
  // Changed meanwhile, its card was placed for instance: the next pass comes here again and finds its devices.
  if (opened !== undefined) await deleteRows(batch.id, store);
}

async function createFromRows(
  rows: readonly ReportRow[],
  batch: Batch,
  choice: Choice,
  world: World,
): Promise<{ serialNumber: string; why: Left }[]> {
  const { store } = world;
  const importable = rows.flatMap((row) => (row.device === undefined ? [] : [{ row, device: row.device }]));
  await store.createAll(
    'hashes',
    importable.map(({ device }) => ({ id: device.key, hardwareHash: device.hardwareHash })),
  );
  const devices = importable.map(({ row, device }) => newDevice(row, device.key, batch, choice, world));
  const created = await store.createAll('devices', devices);
  const left: { serialNumber: string; why: Left }[] = [];
  for (const device of devices) {
    if (created.has(device.id)) continue;
    const fate = await takeOver(device, batch, world, importable);
    if (fate !== 'taken') left.push({ serialNumber: device.serialNumber, why: fate });
  }
  return left;
}

/** A device that is known already joins this batch when it is free for it; otherwise it is left as it is. */
async function takeOver(
  fresh: Omit<Device, 'version'>,
  batch: Batch,
  world: World,
  importable: { device: { key: string; hardwareHash: string } }[],
): Promise<'taken' | Left> {
  const { store } = world;
  const known = await store.get('devices', fresh.id);
  if (known === undefined) return 'leftAlone';
  if (known.requestedIn === batch.id) return 'taken';
  if (!isFree(known)) {
    const needsHash = known.status === 'pending' && (known.step === 'accepted' || known.step === 'importing');
    if (!needsHash) await dropHash(known.id, store);
    return whyLeft(known, fresh);
  }
  const hash = importable.find(({ device }) => device.key === fresh.id)?.device.hardwareHash;
  const stored = await store.get('hashes', fresh.id);
  if (hash !== undefined && stored !== undefined && stored.hardwareHash !== hash) {
    await store.replace('hashes', { ...stored, hardwareHash: hash });
  }
  // What was left to say about the failure is said: whoever sent the file again knows of it.
  const { announcementCount, readiness, timeline, deploymentGroup, managedSince, version } = known;
  const history = [...timeline, ...fresh.timeline];
  const again = { ...fresh, announcementCount, readiness, timeline: history, deploymentGroup, managedSince, version };
  if ((await store.replace('devices', again)) !== undefined) return 'taken';
  return takeOver(fresh, batch, world, importable);
}

/** Whether a file may begin a new registration of the device: nobody has it, or Autopilot lost it. */
function isFree(device: Device): boolean {
  if (isBeingRemoved(device)) return false;
  return device.status === 'failed' || device.status === 'removed' || device.problem?.code === 'left-autopilot';
}

/** A tag of ours is never replaced, and another mainboard never taken for the same device, while it is registered (docs/sources.md, Managed Desktop). */
function whyLeft(known: Device, fresh: Omit<Device, 'version'>): Left {
  if (isBeingRemoved(known)) return 'leaving';
  const boards = new Set([known.endorsementKeyDigest, fresh.endorsementKeyDigest]);
  if (boards.size === 2 && !boards.has(undefined)) return 'otherBoard';
  return known.groupTag === fresh.groupTag ? 'leftAlone' : 'registeredOtherwise';
}

async function dropHash(id: string, store: World['store']): Promise<void> {
  const hash = await store.get('hashes', id);
  if (hash !== undefined) await store.delete('hashes', id, hash.version);
}

function newDevice(
  row: ReportRow,
  key: string,
  batch: Batch,
  choice: Choice,
  { clock }: World,
): Omit<Device, 'version'> {
  const now = clock.now();
  return {
    id: key,
    serialNumber: row.serialNumber,
    manufacturer: row.manufacturer,
    model: row.model,
    ...choice,
    sharedMode: batch.sharedMode === true,
    endorsementKeyDigest: endorsementKeyOf(row),
    // A shared device sets itself up without a user.
    assignedUser: batch.sharedMode === true ? undefined : row.device?.assignedUser,
    requestedIn: batch.id,
    registeredAt: now,
    status: 'pending',
    step: 'accepted',
    stepSince: now,
    dueAt: now,
    looks: 0,
    announcements: [],
    announcementCount: 0,
    timeline: [
      {
        at: now,
        text: `Registration pending: accepted from ${batch.fileName}, line ${row.line}, by ${batch.decidedBy?.name ?? 'unknown'}`,
      },
    ],
  };
}

function endorsementKeyOf({ device }: ReportRow): string | undefined {
  const verdict = decodeHash(device?.hardwareHash ?? '');
  return verdict.kind === 'whole' ? verdict.endorsementKeyDigest : undefined;
}
