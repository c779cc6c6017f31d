import type { FormerDevice } from './leftOvers.ts';
import type { EntraDevice, ManagedDevice } from './records.ts';
import type { World } from './world.ts';

const day = 24 * 60 * 60_000;
/** How long ago somebody began to work with the device. */
const begun = 100 * day;

/** A device that somebody works with and that Autopilot does not know: joined and enrolled by hand a hundred days ago, and calling every eight hours. */
export function useBefore(world: World, former: FormerDevice): ManagedDevice {
  const enrolledAt = world.now - begun;
  const deviceName = `DESKTOP-${former.serialNumber}`.slice(0, 15);
  const [user] = world.users.values();
  const entra: EntraDevice = {
    objectId: world.random.guid(),
    deviceId: world.random.guid(),
    displayName: deviceName,
    physicalIds: [`[HWID]:h:${world.random.digits(16)}`],
    manufacturer: former.manufacturer,
    model: former.model,
    createdAt: enrolledAt,
    joinedAt: enrolledAt,
    managed: true,
    hybrid: false,
    lastSignInAt: world.now,
    autopilotId: undefined,
  };
  world.devices.set(entra.objectId, entra);
  world.objectIds.set(entra.deviceId, entra.objectId);
  const managed: ManagedDevice = {
    ...former,
    id: world.random.guid(),
    deviceName,
    entraDeviceId: entra.deviceId,
    userId: user?.id ?? '',
    userPrincipalName: user?.userPrincipalName ?? '',
    userDisplayName: user?.displayName ?? '',
    enrollmentProfileName: '',
    enrolledAt,
    extraCheckInAt: world.now,
    quietSince: undefined,
    managementState: 'managed',
    actions: [],
    orderedName: undefined,
    nextName: undefined,
    untoldName: undefined,
  };
  world.managed.set(managed.id, managed);
  return managed;
}

/** Somebody wipes a device that was in use before Autopilot knew it: Intune forgets it at its next contact. Throws a `RangeError` where there is none. */
export function wipeUsed(world: World, serialNumber: string): void {
  const managed = [...world.managed.values()].find(
    (each) => each.serialNumber.toLowerCase() === serialNumber.toLowerCase(),
  );
  if (managed === undefined) throw new RangeError(`Intune has no record of ${serialNumber}.`);
  managed.managementState = 'wipePending';
  world.after(world.options.latencies.sync, () => world.managed.delete(managed.id));
}
