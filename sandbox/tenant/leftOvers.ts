import { forgetMember } from './membership.ts';
import type { AutopilotDevice, EntraDevice, ManagedDevice } from './records.ts';
import type { World } from './world.ts';

/** A machine that was in the tenant before, in another life. */
export interface FormerDevice {
  serialNumber: string;
  manufacturer: string;
  model: string;
}

const day = 24 * 60 * 60_000;
/** How long ago the earlier life began, and how long it lasted. */
const begun = 300 * day;
const lasted = 30 * day;

/** An Intune record that nobody deleted when the device was given back: an old enrolment, another Entra device, no contact since. */
export function leaveInIntune(world: World, former: FormerDevice): ManagedDevice {
  const enrolledAt = world.now - begun;
  const [user] = world.users.values();
  const managed: ManagedDevice = {
    ...former,
    id: world.random.guid(),
    deviceName: `OLD-${former.serialNumber}`.slice(0, 15),
    entraDeviceId: world.random.guid(),
    userId: user?.id ?? '',
    userPrincipalName: user?.userPrincipalName ?? '',
    userDisplayName: user?.displayName ?? '',
    enrollmentProfileName: '',
    enrolledAt,
    extraCheckInAt: enrolledAt,
    quietSince: enrolledAt + lasted,
    managementState: 'managed',
    actions: [],
    orderedName: undefined,
    nextName: undefined,
    untoldName: undefined,
  };
  world.managed.set(managed.id, managed);
  return managed;
}

/** Somebody deletes what earlier lives of a device left in Intune; how many records that were. Its enrolment of today stays. */
export function clearFromIntune(
  world: World,
  { serialNumber, manufacturer, managedDeviceId }: Pick<AutopilotDevice, keyof FormerDevice | 'managedDeviceId'>,
): number {
  const left = [...world.managed.values()].filter(
    (record) =>
      record.id !== managedDeviceId &&
      record.manufacturer === manufacturer &&
      record.serialNumber.toLowerCase() === serialNumber.toLowerCase(),
  );
  for (const { id } of left) world.managed.delete(id);
  return left.length;
}

/** A device object of an earlier life in Entra. Imports of the serial number end in an error until it is cleared. */
export function leaveInEntra(world: World, { serialNumber, manufacturer, model }: FormerDevice): EntraDevice {
  const entra: EntraDevice = {
    objectId: world.random.guid(),
    deviceId: world.random.guid(),
    displayName: `OLD-${serialNumber}`.slice(0, 15),
    physicalIds: [`[HWID]:h:${world.random.digits(16)}`],
    manufacturer,
    model,
    createdAt: world.now - begun,
    joinedAt: world.now - begun,
    managed: false,
    hybrid: false,
    lastSignInAt: world.now - begun + lasted,
    autopilotId: undefined,
  };
  world.devices.set(entra.objectId, entra);
  world.objectIds.set(entra.deviceId, entra.objectId);
  world.leftInEntra.set(serialNumber.toLowerCase(), entra.objectId);
  return entra;
}

/** Somebody deletes the device object that was left over. Throws a `RangeError` where there is none. */
export function clearFromEntra(world: World, serialNumber: string): void {
  const entra = world.devices.get(world.leftInEntra.get(serialNumber.toLowerCase()) ?? '');
  if (entra === undefined) throw new RangeError(`Entra has no left-over device object of ${serialNumber}.`);
  world.leftInEntra.delete(serialNumber.toLowerCase());
  world.devices.delete(entra.objectId);
  world.objectIds.delete(entra.deviceId);
  for (const group of world.groups.values()) forgetMember(world, group, entra.objectId);
}
