import { considerAssignment } from './assignment.ts';
import { findDevice } from './find.ts';
import { forgetMember } from './membership.ts';
import type { World } from './world.ts';

/**
 * Somebody deletes a registered device's object in Entra: it is in no group any more, and Autopilot goes on naming its id
 * (https://github.com/MicrosoftDocs/azure-docs/issues/85593). Throws a `RangeError` where there is none.
 */
export function deleteFromEntra(world: World, serialNumber: string): void {
  const { entraObjectId, entraDeviceId } = findDevice(world, serialNumber);
  if (!world.devices.has(entraObjectId)) throw new RangeError(`Entra has no device object of ${serialNumber}.`);
  for (const group of world.groups.values()) forgetMember(world, group, entraObjectId);
  considerAssignment(world, entraObjectId);
  world.devices.delete(entraObjectId);
  world.objectIds.delete(entraDeviceId);
}

/**
 * Autopilot has a registration of the machine that nobody in this tenant can see: imports end in 806 and no identity ever shows
 * (https://github.com/MicrosoftDocs/MD-101-Microsoft-365-Mobility-and-Security/issues/14).
 */
export function hideRegistration(world: World, serialNumber: string): void {
  world.importErrors.set(serialNumber.toLowerCase(), { code: 806, name: 'ZtdDeviceAlreadyAssigned' });
}

/** The supplier, or Microsoft, takes the hidden registration away. */
export function releaseRegistration(world: World, serialNumber: string): void {
  world.importErrors.delete(serialNumber.toLowerCase());
}
