import type { Device, Removal } from '../lifecycle/device.ts';

/** Whether somebody asked to deregister the device and it is not done: nothing else may be done with it meanwhile. */
export function isBeingRemoved(device: Device): device is Device & { removal: Removal } {
  return device.removal !== undefined && device.status !== 'removed';
}
