import type { ReportRow } from '../intake/report.ts';
import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { findProfile, tagFor } from '../policy/tags.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Batch } from './batch.ts';
import { deleteRows } from './cancel.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/**
 * Turns every batch somebody decided on into devices. May be stopped anywhere and repeated: ids are the device keys, so a device is
 * created once, and a batch is only opened when all of its devices exist.
 */
export async function createDevicesOfDecidedBatches(world: World, policy: Policy): Promise<number> {
  let batches = 0;
  for await (const batch of everyRecord(world.store, 'batches', { equals: { state: 'registering' } }, 20)) {
    await createDevices(batch, world, policy);
    batches += 1;
  }
  return batches;
}

async function createDevices(batch: Batch, world: World, policy: Policy): Promise<void> {
  const { store, clock } = world;
  const leftAlone: string[] = [];
  for await (const { rows } of everyRecord(store, 'batchRows', { equals: { batchId: batch.id } }, 5)) {
    leftAlone.push(...(await createFromRows(rows, batch, world, policy)));
  }
  const total = await store.count('devices', { equals: { requestedIn: batch.id } });
  const now = clock.now();
  const opened = await store.replace('batches', { ...batch, state: 'open', total, leftAlone, cardDueAt: now });
  // Changed meanwhile, its card was placed for instance: the next pass comes here again and finds its devices.
  if (opened !== undefined) await deleteRows(batch.id, store);
}

async function createFromRows(
  rows: readonly ReportRow[],
  batch: Batch,
  world: World,
  policy: Policy,
): Promise<string[]> {
  const { store } = world;
  const importable = rows.flatMap((row) => (row.device === undefined ? [] : [{ row, device: row.device }]));
  await store.createAll(
    'hashes',
    importable.map(({ device }) => ({ id: device.key, hardwareHash: device.hardwareHash })),
  );
  const devices = importable.map(({ row, device }) => newDevice(row, device.key, batch, world, policy));
  const created = await store.createAll('devices', devices);
  const leftAlone: string[] = [];
  for (const device of devices) {
    if (created.has(device.id)) continue;
    if (!(await takeOver(device, batch, world, importable))) leftAlone.push(device.serialNumber);
  }
  return leftAlone;
}

/** A device that is known already joins this batch when its last registration failed; otherwise it is left as it is. */
async function takeOver(
  fresh: Omit<Device, 'version'>,
  batch: Batch,
  { store }: World,
  importable: { device: { key: string; hardwareHash: string } }[],
): Promise<boolean> {
  const known = await store.get('devices', fresh.id);
  if (known === undefined) return false;
  if (known.requestedIn === batch.id) return true;
  if (known.status !== 'failed') {
    const needsHash = known.status === 'pending' && (known.step === 'accepted' || known.step === 'importing');
    if (!needsHash) await dropHash(known.id, store);
    return false;
  }
  const { announcementCount, announcements, timeline, deploymentGroup, managedSince } = known;
  const history = [...timeline, ...fresh.timeline];
  const again = {
    ...fresh,
    announcementCount,
    announcements,
    timeline: history,
    deploymentGroup,
    managedSince,
    version: known.version,
  };
  const hash = importable.find(({ device }) => device.key === fresh.id)?.device.hardwareHash;
  const stored = await store.get('hashes', fresh.id);
  if (hash !== undefined && stored !== undefined && stored.hardwareHash !== hash) {
    await store.replace('hashes', { ...stored, hardwareHash: hash });
  }
  return (await store.replace('devices', again)) !== undefined;
}

async function dropHash(id: string, store: World['store']): Promise<void> {
  const hash = await store.get('hashes', id);
  if (hash !== undefined) await store.delete('hashes', id, hash.version);
}

function newDevice(
  row: ReportRow,
  key: string,
  batch: Batch,
  { clock }: World,
  policy: Policy,
): Omit<Device, 'version'> {
  const now = clock.now();
  const profile = findProfile(policy, batch.profile ?? '');
  const sharedMode = batch.sharedMode === true;
  const groupTag = profile === undefined ? undefined : tagFor(policy, profile, sharedMode);
  if (profile === undefined || groupTag === undefined) {
    throw new Error(
      `Batch ${batch.id} was decided with profile ${batch.profile}, which the policy no longer has. Put it back.`,
    );
  }
  return {
    id: key,
    serialNumber: row.serialNumber,
    manufacturer: row.manufacturer,
    model: row.model,
    profile: profile.id,
    sharedMode,
    groupTag,
    // A shared device sets itself up without a user.
    assignedUser: sharedMode ? undefined : row.device?.assignedUser,
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
