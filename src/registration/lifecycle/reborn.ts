import type { AutopilotIdentity } from '../ports/autopilot.ts';
import type { Device } from './device.ts';
import { announce, move } from './moves.ts';
import { withdraw } from './withdraw.ts';

/**
 * Whether Autopilot has this device under another identity than we know, or with another Entra object: it was deleted and registered
 * anew, and whatever hangs on the old ids concerns nobody any more.
 */
export function isReborn(device: Device, identity: AutopilotIdentity): boolean {
  if (device.autopilotId !== undefined && identity.id !== device.autopilotId) return true;
  const { entraDeviceId } = device;
  return (
    entraDeviceId !== undefined && identity.entraDeviceId !== undefined && identity.entraDeviceId !== entraDeviceId
  );
}

/** The device at the start of its new registration. What people said of the old one is history; a ready one is not ready any more. */
export function reborn(device: Device, identity: AutopilotIdentity, now: number): Device {
  const text = 'Registered anew with Autopilot';
  const again = move(
    device,
    {
      status: 'pending',
      step: 'imported',
      autopilotId: identity.id,
      entraDeviceId: undefined,
      entraObjectId: undefined,
      entraAbsentSince: undefined,
      serviceError: undefined,
      managedDeviceId: undefined,
      deviceName: undefined,
      renaming: undefined,
      notRenamedSince: undefined,
      lastSyncAt: undefined,
      userPrincipalName: undefined,
      assignedProfile: undefined,
      correctingSince: undefined,
      importId: undefined,
      importRecordId: undefined,
      ...(device.status === 'pending' ? {} : { shipped: undefined, confirmed: undefined }),
    },
    device.status === 'ready' ? `No longer ready for user: ${text.toLowerCase()}` : text,
    now,
  );
  if (device.status === 'ready') return withdraw(again, now, text);
  return device.status === 'pending' ? again : announce(again, 'discovered', now, text);
}
