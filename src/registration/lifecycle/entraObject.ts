import { flag } from './decideSetback.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { fail, move, nextLook, promptTicks, record, waiting } from './moves.ts';
import type { Observation } from './observation.ts';
import { withdraw } from './withdraw.ts';

/*
 * Entra's device object, deleted while Autopilot still names it: no step can go on, and only a new registration makes a new object
 * (https://github.com/MicrosoftDocs/azure-docs/issues/85593).
 */

const code = 'entra-object-missing';

/** Milliseconds until an object that was there counts as deleted: one answer of one replica is none. */
const surelyDeleted = 15 * 60_000;

/** The device with what this look says about its object: since when it is absent, or that it is there. */
export function noteEntraObject(device: Device, { entraDevice }: Observation, now: number): Device {
  if (entraDevice === undefined) return device;
  if (entraDevice === 'absent')
    return device.entraAbsentSince === undefined ? { ...device, entraAbsentSince: now } : device;
  return device.entraAbsentSince === undefined ? device : { ...device, entraAbsentSince: undefined };
}

/**
 * A look that cannot say whether the object is there says nothing about its groups either, once that is in doubt: an object that is gone is
 * in none of them, and nobody took it out.
 */
export function withoutDoubtfulGroups(device: Device, seen: Observation): Observation {
  const isDoubtful = device.entraAbsentSince !== undefined && seen.entraDevice === undefined;
  return isDoubtful ? { ...seen, memberships: undefined } : seen;
}

/** Pending, and Entra does not have the object: waits for it, and fails when it stays away for longer than a new object ever takes. */
export function awaitEntraObject(device: Device, { policy, now }: Circumstances, entraDeviceId?: string): Decision {
  const { entraAbsentSince: since = now, entraObjectId } = device;
  const patience = entraObjectId === undefined ? policy.stuckAfter.imported : surelyDeleted;
  if (now - since < patience) return waiting(device, policy.lookTicks, policy, now);
  const named = entraDeviceId ?? device.entraDeviceId;
  const failed = fail(device, code, now, named === undefined ? undefined : `Entra device id ${named}`);
  return { device: { ...failed, entraDeviceId: named, entraAbsentSince: undefined }, actions: [] };
}

/** Ready, and Entra does not have the object: nobody can sign in on it, so it is not ready from this look on. */
export function withdrawWithoutObject(device: Device, { policy, now }: Circumstances): Device {
  const text = 'Entra does not show its device object';
  const fallen = move(device, { status: 'pending', step: 'linked' }, `No longer ready for user: ${text}`, now);
  return { ...withdraw(fallen, now, text), dueAt: nextLook(now, promptTicks[2] ?? policy.restingLook) };
}

/** In use, and Entra does not have the object: told once when that is certain. Nothing is put right meanwhile. */
export function inUseWithoutObject(device: Device, { policy, now }: Circumstances): Device {
  const { entraAbsentSince: since = now, problem, entraDeviceId } = device;
  const calm: Device = { ...device, correctingSince: undefined };
  if (problem?.code === code) return { ...calm, dueAt: undefined };
  if (now - since < surelyDeleted) return { ...calm, dueAt: nextLook(now, policy.restingLook) };
  const told = flag(calm, code, now, entraDeviceId === undefined ? undefined : `Entra device id ${entraDeviceId}`);
  return { ...told, dueAt: undefined };
}

/** The object is there after all. */
export function objectIsBack(device: Device, { entraDevice }: Observation, now: number): Device {
  if (device.problem?.code !== code || entraDevice === undefined || entraDevice === 'absent') return device;
  return record({ ...device, problem: undefined }, 'Entra has its device object again', now);
}

/** Whether Autopilot still names the object that is missing: the device cannot go on from there. */
export function namesMissingObject(
  device: Device,
  identity: { id: string; entraDeviceId: string | undefined },
): boolean {
  if (device.problem?.code !== code) return false;
  return (
    identity.id === device.autopilotId && (identity.entraDeviceId ?? device.entraDeviceId) === device.entraDeviceId
  );
}
