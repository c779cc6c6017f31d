import { nameAtSignIn } from './deviceNames.ts';
import type { AutopilotDevice, ManagedDevice, User } from './records.ts';
import type { World } from './world.ts';

/** Somebody takes the device out of its box and switches it on: it contacts Autopilot. */
export function unbox(world: World, device: AutopilotDevice): void {
  device.unboxed = true;
  device.lastContactedAt = world.now;
  if (device.assignment.status === 'assignedUnkownSyncState') device.assignment.status = 'assignedInSync';
}

/** Intune's application id, which an Entra device carries once Intune manages it. */
export const intuneAppId = '0000000a-0000-0000-c000-000000000000';

/**
 * A user signs in on a new device: it joins Entra and Intune manages it from now on. A device without an assigned
 * profile shows the ordinary Windows set-up and gets no name of the organisation's. Signing in again does nothing.
 */
export function signIn(world: World, device: AutopilotDevice, user: User): ManagedDevice {
  const enrolled = world.managed.get(device.managedDeviceId ?? '');
  if (enrolled !== undefined) return enrolled;
  unbox(world, device);
  const profile = world.profiles.get(device.assignment.profileId ?? '');
  const person = profile?.shared === true ? undefined : user;
  const entra = world.devices.get(device.entraObjectId);
  const managed: ManagedDevice = {
    id: world.random.guid(),
    deviceName: nameAtSignIn(world, device, profile, entra?.hybrid === true),
    serialNumber: device.serialNumber,
    manufacturer: device.manufacturer,
    model: device.model,
    entraDeviceId: entra?.deviceId ?? '',
    userId: person?.id ?? '',
    userPrincipalName: person?.userPrincipalName ?? '',
    userDisplayName: person?.displayName ?? '',
    enrollmentProfileName: profile?.displayName ?? '',
    enrolledAt: world.now,
    extraCheckInAt: world.now,
    quietSince: undefined,
    managementState: 'managed',
    actions: [],
    orderedName: undefined,
    nextName: undefined,
    untoldName: undefined,
  };
  world.managed.set(managed.id, managed);
  device.managedDeviceId = managed.id;
  device.enrollmentState = 'enrolled';
  if (entra !== undefined) {
    entra.displayName = managed.deviceName;
    entra.joinedAt = world.now;
    entra.managed = true;
    entra.lastSignInAt = world.now;
    world.tell({ kind: 'deviceChanged', device: entra });
  }
  return managed;
}

/** The people of the tenant who carry no device yet come first, then everybody in turn. */
export function nextUser(world: World, device: AutopilotDevice): User {
  const users = [...world.users.values()];
  const assigned = users.find((user) => same(user.userPrincipalName, device.userPrincipalName));
  const owners = new Set([...world.managed.values()].map((managed) => managed.userId));
  const user = assigned ?? users.find(({ id }) => !owners.has(id)) ?? users[world.managed.size % users.length];
  if (user === undefined) throw new Error('This tenant has no users who could sign in. Add one to the preset.');
  return user;
}

/** Plans the user's own sign-in where the tenant's users do that. */
export function signInByThemselves(world: World, device: AutopilotDevice): void {
  const { signInAfter } = world.options;
  if (signInAfter === undefined) return;
  world.after(signInAfter, () => {
    if (world.autopilot.has(device.id) && !device.deleting) signIn(world, device, nextUser(world, device));
  });
}

/** Deletes a managed device; it stays readable until the service is through. The device in its user's hands is none of Intune's any more. */
export function unenrol(world: World, managed: ManagedDevice): void {
  if (managed.managementState === 'deletePending') return;
  managed.managementState = 'deletePending';
  world.after(world.options.latencies.intuneDeletion, () => {
    world.managed.delete(managed.id);
    for (const device of world.autopilot.values()) {
      if (device.managedDeviceId !== managed.id) continue;
      device.managedDeviceId = undefined;
      device.enrollmentState = 'notContacted';
    }
    const entra = world.devices.get(world.objectIds.get(managed.entraDeviceId) ?? '');
    if (entra === undefined) return;
    entra.managed = [...world.managed.values()].some(({ entraDeviceId }) => entraDeviceId === managed.entraDeviceId);
    world.tell({ kind: 'deviceChanged', device: entra });
  });
}

/** Takes a device out of Intune: the record goes, and whoever signs in next enrols it anew. */
export function forgetManaged(world: World, device: AutopilotDevice, managed: ManagedDevice): void {
  world.managed.delete(managed.id);
  if (device.managedDeviceId !== managed.id) return;
  device.managedDeviceId = undefined;
  device.enrollmentState = 'notContacted';
  const entra = world.devices.get(device.entraObjectId);
  if (entra === undefined) return;
  entra.managed = false;
  world.tell({ kind: 'deviceChanged', device: entra });
}

/** Asks a device to wipe itself; one that is quiet does not hear it, and its record waits. */
export function wipe(world: World, device: AutopilotDevice, managed: ManagedDevice): void {
  managed.managementState = 'wipePending';
  device.enrollmentState = 'pendingReset';
  world.after(world.options.latencies.sync, () => {
    if (managed.quietSince !== undefined) return;
    device.unboxed = false;
    forgetManaged(world, device, managed);
  });
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
