import type { Policy } from '../policy/policy.ts';
import type { ImportRow } from '../ports/autopilot.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { importNotSent, type NotSent } from './decideImport.ts';
import type { Action } from './decision.ts';
import type { Device } from './device.ts';
import { usersOf, withUser } from './importUsers.ts';
import { fail } from './moves.ts';
import { noteStagingRecords } from './stagingRecords.ts';

type World = Pick<Ports, 'store' | 'clock' | 'autopilot' | 'directory' | 'log'>;

/** Milliseconds until an import that was not sent is tried again, when the service does not say. */
const notSentDelay = 60_000;

/** An action and the device it is for, as committed. */
export interface Deed {
  device: Device;
  action: Action;
}

type Of<K extends Action['kind']> = { device: Device; action: Extract<Action, { kind: K }> };

function only<K extends Action['kind']>(deeds: readonly Deed[], kind: K): Of<K>[] {
  return deeds.filter((deed): deed is Of<K> => deed.action.kind === kind);
}

/** Staging records of finished imports are noted for removal before the commit, which forgets them; noting one twice does no harm. */
export async function actBeforeCommit(deeds: readonly Deed[], world: Pick<World, 'store' | 'clock'>): Promise<void> {
  const ids = only(deeds, 'deleteImportRecord').map(({ action }) => action.recordId);
  await noteStagingRecords(ids, world);
}

/** Everything else a look decided, after it was committed. Failures are left for the next look to find, except for imports surely not sent. */
export async function actAfterCommit(deeds: readonly Deed[], world: World, policy: Policy): Promise<void> {
  await importDevices(only(deeds, 'import'), world, policy);
  await joinGroups(only(deeds, 'joinGroups'), world);
  for (const { action } of only(deeds, 'setGroupTag')) {
    await attempt(world.log, action.kind, () => world.autopilot.setGroupTag(action.autopilotId, action.groupTag));
  }
  if (only(deeds, 'sync').length > 0) await attempt(world.log, 'sync', () => world.autopilot.sync());
  for (const { device } of only(deeds, 'deleteHash')) await deleteHash(device, world);
}

async function importDevices(deeds: Of<'import'>[], world: World, policy: Policy): Promise<void> {
  const users = await usersOf(
    deeds.map(({ device }) => device),
    world,
  );
  for (const [importId, members] of Map.groupBy(deeds, ({ action }) => action.importId)) {
    const rows: ImportRow[] = [];
    const sent: Device[] = [];
    for (const { device: claimed } of members) {
      const device = await withUser(claimed, users, world, policy);
      if (device === undefined) continue;
      const hash = await world.store.get('hashes', device.id);
      if (hash === undefined) await world.store.replace('devices', fail(device, 'hash-missing', world.clock.now()));
      else {
        const { serialNumber, groupTag, assignedUser } = device;
        rows.push({ serialNumber, hardwareHash: hash.hardwareHash, groupTag, assignedUser });
        sent.push(device);
      }
    }
    // One import id for all that is sent together: its progress is then read with one request.
    for (let start = 0; start < rows.length; start += policy.import.chunk) {
      const end = start + policy.import.chunk;
      await sendImport(importId, rows.slice(start, end), sent.slice(start, end), world, policy);
    }
  }
}

/** Sends one chunk. One that is refused for its size or content is halved until the device at fault stands alone. */
async function sendImport(
  importId: string,
  rows: ImportRow[],
  devices: Device[],
  world: World,
  policy: Policy,
): Promise<void> {
  try {
    const recordIds = await world.autopilot.importDevices(importId, rows);
    // Where the service does not give import ids back, these are all that tells our records from others.
    for (const device of devices) {
      const importRecordId = recordIds.get(device.serialNumber);
      if (importRecordId !== undefined) await world.store.replace('devices', { ...device, importRecordId });
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.warn(
      { importId, devices: devices.length, code: error.code, status: error.status, requestId: error.requestId },
      'import request failed',
    );
    if (error.outcome === 'unknown') return;
    if (error.kind === 'refused' && rows.length > 1) {
      const half = Math.ceil(rows.length / 2);
      await sendImport(importId, rows.slice(0, half), devices.slice(0, half), world, policy);
      await sendImport(importId, rows.slice(half), devices.slice(half), world, policy);
      return;
    }
    const facts: NotSent = {
      now: world.clock.now(),
      delay: error.retryAfter ?? notSentDelay,
      reason: `${error.code}, request id ${error.requestId ?? 'unknown'}`,
      kind: error.kind === 'refused' || error.kind === 'forbidden' ? error.kind : 'later',
    };
    for (const device of devices) await world.store.replace('devices', importNotSent(device, policy, facts));
  }
}

async function joinGroups(deeds: Of<'joinGroups'>[], { directory, log }: World): Promise<void> {
  const members = new Map<string, string[]>();
  for (const { action } of deeds) {
    for (const group of action.groups) members.set(group, [...(members.get(group) ?? []), action.entraObjectId]);
  }
  if (members.size === 0) return;
  await attempt(log, 'joinGroups', async () => {
    const groupIds = await directory.groupIds([...members.keys()]);
    const additions = new Map<string, string[]>();
    for (const [group, objectIds] of members) {
      const groupId = groupIds.get(group);
      if (groupId === undefined) log.error({ group }, 'a group does not exist, or two have its name');
      else additions.set(groupId, objectIds);
    }
    for (const [groupId, left] of await directory.addMembers(additions)) {
      if (left.length > 0) log.warn({ groupId, left: left.length }, 'some devices could not be added to a group');
    }
  });
}

async function deleteHash(device: Device, { store }: World): Promise<void> {
  const hash = await store.get('hashes', device.id);
  if (hash !== undefined) await store.delete('hashes', hash.id, hash.version);
}

/** Runs something the next look will repeat where needed: a failure is logged, not thrown. */
async function attempt(log: World['log'], action: Action['kind'], run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn(
      { action, code: error.code, status: error.status, requestId: error.requestId },
      'an action failed and will be repeated',
    );
  }
}
