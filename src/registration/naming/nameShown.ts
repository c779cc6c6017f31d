import type { Device } from '../lifecycle/device.ts';
import { record } from '../lifecycle/moves.ts';
import type { ManagedDevice } from '../ports/intune.ts';

/** Whether Windows takes two names for one. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * The device with the name that Intune shows, whichever look learned of it: a name that was asked for is confirmed, another new one is noted
 * as somebody else's doing. Of a new enrolment nothing that was asked for before can come any more.
 */
export function nameShown(device: Device, shown: Pick<ManagedDevice, 'id' | 'deviceName'>, now: number): Device {
  const { deviceName: before, managedDeviceId, renaming } = device;
  const { deviceName } = shown;
  if (deviceName === '') return device;
  if (renaming !== undefined && isSameName(deviceName, renaming.name)) {
    const renamed = { ...device, deviceName, renaming: undefined, notRenamedSince: undefined };
    return record(renamed, `Intune shows the new name ${deviceName}`, now);
  }
  if (managedDeviceId !== undefined && managedDeviceId !== shown.id)
    return { ...device, deviceName, renaming: undefined };
  if (before === undefined || isSameName(before, deviceName)) return { ...device, deviceName };
  return record({ ...device, deviceName }, `Its name was changed to ${deviceName} outside Preflight`, now);
}
