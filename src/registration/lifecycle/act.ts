import type { Policy } from '../policy/policy.ts';
import type { Unchanged } from '../ports/directory.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { actOnRemovals } from '../removal/actOnRemovals.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import { importWithoutHash } from './decideImport.ts';
import type { Action } from './decision.ts';
import type { Device } from './device.ts';
import { usersOf, withUser } from './importUsers.ts';
import { forbidden } from './moves.ts';
import { type Passenger, sendImports } from './sendImports.ts';
import { noteRefusedChange } from './serviceErrors.ts';
import { noteStagingRecords } from './stagingRecords.ts';

type World = Pick<Ports, 'store' | 'clock' | 'autopilot' | 'directory' | 'intune' | 'log'>;

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
  const over = only(deeds, 'deleteImportRecord');
  await noteStagingRecords(
    over.map(({ device, action }) => ({ id: action.recordId, deviceId: device.id })),
    world,
  );
}

/** Everything else a look decided, after it was committed. Failures are left for the next look to find, except for imports surely not sent. */
export async function actAfterCommit(deeds: readonly Deed[], world: World, policy: Policy): Promise<void> {
  await importDevices(only(deeds, 'import'), world, policy);
  await changeGroups('joinGroups', deeds, world, (additions) => world.directory.addMembers(additions));
  const staying = deeds.filter(({ device }) => !isBeingRemoved(device));
  await changeGroups('leaveGroups', staying, world, (removals) => world.directory.removeMembers(removals));
  for (const { device, action } of only(deeds, 'setGroupTag')) {
    const change = () => world.autopilot.setGroupTag(action.autopilotId, action.groupTag);
    await attemptFor([device], world, action.kind, change);
  }
  await actOnRemovals(deeds, world);
  if (only(deeds, 'sync').length > 0) await attempt(world.log, 'sync', () => world.autopilot.sync());
  for (const { device } of only(deeds, 'deleteHash')) await deleteHash(device, world);
}

async function importDevices(deeds: Of<'import'>[], world: World, policy: Policy): Promise<void> {
  const users = await usersOf(
    deeds.map(({ device }) => device),
    world,
  );
  for (const [importId, members] of Map.groupBy(deeds, ({ action }) => action.importId)) {
    const passengers: Passenger[] = [];
    for (const { device: claimed } of members) {
      const device = await withUser(claimed, users, world, policy);
      if (device === undefined) continue;
      const hash = await world.store.get('hashes', device.id);
      if (hash === undefined) await world.store.replace('devices', importWithoutHash(device, world.clock.now()));
      else {
        const { serialNumber, groupTag, assignedUser } = device;
        passengers.push({ device, row: { serialNumber, hardwareHash: hash.hardwareHash, groupTag, assignedUser } });
      }
    }
    // One import id for all that is sent together: its progress is then read with one request.
    await sendImports(importId, passengers, world, policy);
  }
}

/** Adds or removes members group by group, each group's devices together; `change` resolves with those it could not change. */
async function changeGroups(
  kind: 'joinGroups' | 'leaveGroups',
  deeds: readonly Deed[],
  world: World,
  change: (members: ReadonlyMap<string, readonly string[]>) => Promise<Map<string, Unchanged>>,
): Promise<void> {
  const { directory, log } = world;
  const changing = only(deeds, kind);
  const members = new Map<string, string[]>();
  for (const { action } of changing) {
    for (const group of action.groups) {
      const objectIds = members.get(group) ?? [];
      objectIds.push(action.entraObjectId);
      members.set(group, objectIds);
    }
  }
  if (members.size === 0) return;
  const devices = changing.map(({ device }) => device);
  await attemptFor(devices, world, kind, async () => {
    const groupIds = await directory.groupIds([...members.keys()]);
    const changes = new Map<string, string[]>();
    for (const [group, objectIds] of members) {
      const groupId = groupIds.get(group);
      if (groupId === undefined) log.error({ group }, 'a group does not exist, or two have its name');
      else changes.set(groupId, objectIds);
    }
    const refusals = new Map<string, ServiceError>();
    for (const [groupId, { objectIds, refusal, error }] of await change(changes)) {
      log.warn({ groupId, left: objectIds.length, action: kind }, 'a group could not be changed for some devices');
      for (const objectId of objectIds) refusals.set(objectId, refusal ?? refusals.get(objectId) ?? error);
    }
    for (const { device, action } of changing) {
      const refusal = refusals.get(action.entraObjectId);
      if (refusal !== undefined) await tellRefused(device, refusal, world);
    }
  });
}

async function deleteHash(device: Device, { store }: World): Promise<void> {
  const hash = await store.get('hashes', device.id);
  if (hash !== undefined) await store.delete('hashes', hash.id, hash.version);
}

/** Runs something the next look will repeat where needed: a failure is logged, not thrown. */
async function attempt(
  log: World['log'],
  action: Action['kind'],
  run: () => Promise<unknown>,
): Promise<ServiceError | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn(
      { action, code: error.code, status: error.status, requestId: error.requestId },
      'an action failed and will be repeated',
    );
    return error;
  }
}

/** The same; these devices say so when Preflight was not allowed to, and keep what else was said against it. */
async function attemptFor(
  devices: readonly Device[],
  world: World,
  action: Action['kind'],
  run: () => Promise<unknown>,
): Promise<void> {
  const error = await attempt(world.log, action, run);
  if (error !== undefined) for (const device of devices) await tellRefused(device, error, world);
}

async function tellRefused(device: Device, refusal: ServiceError, { store, clock }: World): Promise<void> {
  const told =
    refusal.kind === 'forbidden'
      ? forbidden(device, clock.now(), refusal, true)
      : device.status === 'pending'
        ? noteRefusedChange(device, refusal)
        : device;
  if (told !== device) await store.replace('devices', told);
}
