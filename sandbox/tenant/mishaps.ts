import { encodeHash } from '../samples/encodeHash.ts';
import { considerAssignment } from './assignment.ts';
import { changeDevice } from './autopilotSync.ts';
import { forgetManaged, wipe } from './enrolment.ts';
import { findDevice, findEnrolled, findGroup, findProfile } from './find.ts';
import { deleteGroup } from './groups.ts';
import { clearFromEntra, clearFromIntune, type FormerDevice, leaveInEntra, leaveInIntune } from './leftOvers.ts';
import { deleteFromEntra, hideRegistration, releaseRegistration } from './lostObjects.ts';
import { createNameMishaps, type NameMishaps } from './nameMishaps.ts';
import type { EntraDevice, ManagedDevice } from './records.ts';
import { deregister } from './registration.ts';
import { useBefore, wipeUsed } from './usedBefore.ts';
import type { World } from './world.ts';

/** What people do behind the product's back. Names nobody has throw a `RangeError`. */
export interface Mishaps extends NameMishaps {
  /** An administrator deletes the device in the Autopilot portal, which takes its time; not while Intune has it. */
  deleteIdentity(serialNumber: string): void;
  /** An administrator deletes a group; devices lose the Autopilot profile that was assigned to it, in Autopilot's own time. */
  deleteGroup(groupName: string): void;
  renameProfile(profileName: string, newName: string): void;
  /** An administrator assigns an Autopilot profile to a group, or takes the assignment away; devices follow in Autopilot's own time. */
  editAssignment(profileName: string, change: 'add' | 'remove', groupName: string): void;
  /** An administrator edits a device's group tag, or empties it; it shows after the next synchronisation. */
  changeTag(serialNumber: string, groupTag: string): void;
  /** An administrator wipes the device: Intune forgets it at its next contact, and it is as if new. */
  wipe(serialNumber: string): void;
  /** An administrator deletes the device's Intune records, those of earlier lives too. */
  deleteFromIntune(serialNumber: string): void;
  /** A technician replaces the main board: Autopilot notices, and the answer is a hardware hash of the repaired device. */
  replaceBoard(serialNumber: string): string;
  /** An Intune record of an earlier life of a device, registered or not. */
  leaveInIntune(former: FormerDevice): ManagedDevice;
  /** An Entra object of an earlier life of a device: imports of it end in `ZtdDeviceAlreadyAadRegistered` until it is cleared. */
  leaveInEntra(former: FormerDevice): EntraDevice;
  clearFromEntra(serialNumber: string): void;
  /** An administrator deletes a registered device's object in Entra; Autopilot goes on naming it. */
  deleteFromEntra(serialNumber: string): void;
  /** The machine has a registration that nobody here can see: imports of it end in `ZtdDeviceAlreadyAssigned`, and nothing ever shows. */
  hideRegistration(serialNumber: string): void;
  releaseRegistration(serialNumber: string): void;
  /** Somebody has worked with a device for a hundred days that Autopilot does not know. */
  useBefore(former: FormerDevice): ManagedDevice;
  /** Such a device is wiped. */
  wipeUsed(serialNumber: string): void;
}

/** Mishaps in a world that `settled` brings up to now. */
export function createMishaps(settled: () => World): Mishaps {
  return {
    ...createNameMishaps(settled),
    deleteIdentity(serialNumber) {
      const world = settled();
      const found = findDevice(world, serialNumber);
      if (world.managed.has(found.managedDeviceId ?? '')) {
        throw new RangeError(`${serialNumber} is enrolled; delete it from Intune first.`);
      }
      deregister(world, found);
    },
    deleteGroup: (groupName) => removeGroup(settled(), groupName),
    renameProfile(profileName, newName) {
      const world = settled();
      const profile = findProfile(world, profileName);
      profile.displayName = newName;
      profile.modifiedAt = world.now;
    },
    editAssignment: (profileName, change, groupName) => editAssignment(settled(), profileName, change, groupName),
    changeTag(serialNumber, groupTag) {
      const world = settled();
      changeDevice(world, findDevice(world, serialNumber), { groupTag });
    },
    wipe(serialNumber) {
      const world = settled();
      wipe(world, findDevice(world, serialNumber), findEnrolled(world, serialNumber));
    },
    deleteFromIntune(serialNumber) {
      const world = settled();
      const found = findDevice(world, serialNumber);
      const cleared = clearFromIntune(world, found);
      if (found.managedDeviceId !== undefined || cleared === 0) {
        forgetManaged(world, found, findEnrolled(world, serialNumber));
      }
    },
    replaceBoard(serialNumber) {
      const world = settled();
      const found = findDevice(world, serialNumber);
      found.hardwareChangedAt ??= world.now;
      const { manufacturer, model } = found;
      // No two repairs happen at one time.
      const repaired = { serialNumber, manufacturer, model, board: world.now, capturedAt: world.now };
      return encodeHash(repaired, world.random);
    },
    leaveInIntune: (former) => leaveInIntune(settled(), former),
    leaveInEntra: (former) => leaveInEntra(settled(), former),
    clearFromEntra: (serialNumber) => clearFromEntra(settled(), serialNumber),
    deleteFromEntra: (serialNumber) => deleteFromEntra(settled(), serialNumber),
    hideRegistration: (serialNumber) => hideRegistration(settled(), serialNumber),
    releaseRegistration: (serialNumber) => releaseRegistration(settled(), serialNumber),
    useBefore: (former) => useBefore(settled(), former),
    wipeUsed: (serialNumber) => wipeUsed(settled(), serialNumber),
  };
}

function removeGroup(world: World, groupName: string): void {
  const group = findGroup(world, groupName);
  deleteGroup(world, group);
  for (const other of world.groups.values()) other.members.delete(group.id);
  for (const objectId of group.members.keys()) considerAssignment(world, objectId);
}

function editAssignment(world: World, profileName: string, change: 'add' | 'remove', groupName: string): void {
  const profile = findProfile(world, profileName);
  const group = findGroup(world, groupName);
  const others = profile.assignments.filter(({ target }) => target.kind !== 'group' || target.groupId !== group.id);
  if (change === 'remove' && others.length === profile.assignments.length) {
    throw new RangeError(`${profileName} is not assigned to ${groupName}.`);
  }
  const added = { id: `${profile.id}_${group.id}_0`, target: { kind: 'group' as const, groupId: group.id } };
  profile.assignments = change === 'add' ? [...others, added] : others;
  for (const objectId of group.members.keys()) considerAssignment(world, objectId);
}
