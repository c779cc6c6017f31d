import type { AutopilotDevice, DeploymentProfile, Group, ManagedDevice, User } from './records.ts';
import type { World } from './world.ts';

/** The registered device with this serial number. Throws a `RangeError` for people. */
export function findDevice(world: World, serialNumber: string): AutopilotDevice {
  for (const device of world.autopilot.values()) if (device.serialNumber === serialNumber) return device;
  throw new RangeError(`No device with the serial number ${serialNumber} is registered with Autopilot in this tenant.`);
}

/** The Intune record of the registered device with this serial number. Throws a `RangeError` for people. */
export function findEnrolled(world: World, serialNumber: string): ManagedDevice {
  const managed = world.managed.get(findDevice(world, serialNumber).managedDeviceId ?? '');
  if (managed === undefined) throw new RangeError(`${serialNumber} is not enrolled yet; let a user sign in first.`);
  return managed;
}

/** The user with this principal name, whatever its case. Throws a `RangeError` for people. */
export function findUser(world: World, userPrincipalName: string): User {
  const wanted = userPrincipalName.toLowerCase();
  for (const user of world.users.values()) if (user.userPrincipalName.toLowerCase() === wanted) return user;
  throw new RangeError(`Nobody in this tenant is called ${userPrincipalName}.`);
}

/** The group with this display name. Throws a `RangeError` for people. */
export function findGroup(world: World, displayName: string): Group {
  for (const group of world.groups.values()) if (group.displayName === displayName) return group;
  throw new RangeError(`This tenant has no group called ${displayName}.`);
}

/** The Autopilot deployment profile with this display name. Throws a `RangeError` for people. */
export function findProfile(world: World, displayName: string): DeploymentProfile {
  for (const profile of world.profiles.values()) if (profile.displayName === displayName) return profile;
  throw new RangeError(`This tenant has no Autopilot profile called ${displayName}.`);
}
