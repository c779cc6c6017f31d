import type { Action } from '../lifecycle/decision.ts';
import type { Device } from '../lifecycle/device.ts';
import { announce, forbidden, record } from '../lifecycle/moves.ts';
import type { Ports } from '../ports/ports.ts';
import { approvalRequired, ServiceError } from '../ports/serviceError.ts';
import type { WriteResult } from '../ports/writeResult.ts';
import { problemText } from '../problems/catalogue.ts';
import { isBeingRemoved } from './isBeingRemoved.ts';

type World = Pick<Ports, 'store' | 'clock' | 'autopilot' | 'directory' | 'intune' | 'log'>;
type Deed = { device: Device; action: Action };
type Results = ReadonlyMap<string, WriteResult>;

/** Carries out what removals decided, each kind in one set. Whatever is refused is noted on its device and tried again by the next look. */
export async function actOnRemovals(deeds: readonly Deed[], world: World): Promise<void> {
  const { autopilot, intune } = world;
  await inSets(
    deeds,
    ({ action }) => (action.kind === 'deleteManagedDevices' ? action.managedDeviceIds : []),
    (ids) => intune.deleteDevices(ids),
    world,
  );
  await inSets(
    deeds,
    ({ action }) => (action.kind === 'unassignUser' ? [action.autopilotId] : []),
    (ids) => autopilot.unassignUsers(ids),
    world,
  );
  await inSets(
    deeds,
    ({ action }) => (action.kind === 'deleteIdentity' ? [action.autopilotId] : []),
    (ids) => autopilot.deleteIdentities(ids),
    world,
  );
  await leaveGroups(deeds, world);
}

/** `idsOf` says which objects a deed is about; deeds without any are not of this kind. */
async function inSets(
  deeds: readonly Deed[],
  idsOf: (deed: Deed) => string[],
  send: (ids: string[]) => Promise<Results>,
  world: World,
): Promise<void> {
  const concerned = deeds.filter((deed) => idsOf(deed).length > 0);
  if (concerned.length === 0) return;
  const results = await attempt(() => send(concerned.flatMap(idsOf)), world);
  for (const deed of concerned) {
    const refusal = results instanceof ServiceError ? results : refusalAmong(idsOf(deed), results);
    if (refusal !== undefined) await note(deed.device, refusal, world);
  }
}

function refusalAmong(ids: readonly string[], results: Results): ServiceError | undefined {
  return ids.map((id) => results.get(id)).find((result) => result instanceof ServiceError);
}

async function leaveGroups(deeds: readonly Deed[], world: World): Promise<void> {
  const leaving = deeds.flatMap(({ device, action }) =>
    action.kind === 'leaveGroups' && isBeingRemoved(device) ? [{ device, action }] : [],
  );
  if (leaving.length === 0) return;
  const { directory } = world;
  const result = await attempt(async () => {
    const groupIds = await directory.groupIds([...new Set(leaving.flatMap(({ action }) => action.groups))]);
    const removals = new Map<string, string[]>();
    for (const { action } of leaving) {
      for (const groupId of action.groups.flatMap((name) => groupIds.get(name) ?? []))
        removals.set(groupId, [...(removals.get(groupId) ?? []), action.entraObjectId]);
    }
    return directory.removeMembers(removals);
  }, world);
  if (result instanceof ServiceError) {
    for (const { device } of leaving) await note(device, result, world);
    return;
  }
  for (const [groupId, { objectIds, refusal }] of result) {
    world.log.warn({ groupId, left: objectIds.length }, 'some devices could not leave a group');
    if (refusal === undefined) continue;
    for (const { device, action } of leaving)
      if (objectIds.includes(action.entraObjectId)) await note(device, refusal, world);
  }
}

async function attempt<T>(run: () => Promise<T>, { log }: World): Promise<T | ServiceError> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn({ code: error.code, status: error.status, requestId: error.requestId }, 'a removal could not go on');
    return error;
  }
}

/** A missing permission is said; anything else is kept for when the removal counts as stuck. */
async function note(device: Device, refusal: ServiceError, { store, clock, log }: World): Promise<void> {
  const { code, requestId, status } = refusal;
  log.warn({ device: device.id, code, status, requestId }, 'a step of a removal was refused');
  if (refusal.kind === 'forbidden') {
    const told = forbidden(device, clock.now(), refusal, true);
    if (told !== device) await store.replace('devices', told);
  } else if (code === approvalRequired) {
    const told = awaitsApproval(device, refusal, clock.now());
    if (told !== device) await store.replace('devices', told);
  } else if (device.removal !== undefined && device.removal.refusal?.code !== code) {
    await store.replace('devices', { ...device, removal: { ...device.removal, refusal: { code, requestId } } });
  }
}

/** Intune deletes nothing before somebody else has approved it, and nobody can approve what an application asks for: said once, until a step works. */
function awaitsApproval(device: Device, { message, requestId }: ServiceError, now: number): Device {
  const code = 'approval-required' as const;
  if (device.problem?.code === code) return device;
  const told = record(
    { ...device, problem: { code, at: now, detail: message, requestId } },
    problemText(code).sentence,
    now,
  );
  return announce(told, 'stuck', now);
}
