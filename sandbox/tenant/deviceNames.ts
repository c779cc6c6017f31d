import { checkIn, expectCheckIn } from './checkIn.ts';
import { expandTemplate, isDeviceName, nameByHand, windowsName } from './nameTemplate.ts';
import type { AutopilotDevice, DeploymentProfile, ManagedDevice } from './records.ts';
import type { World } from './world.ts';

/**
 * Queues a new name: the action is pending until the device's next check-in, the name shows in Intune after the restart and the check-in that follow. Intune
 * shows one entry for each kind of action, the newest. Guesses: a second order replaces one that is still pending, and the device hears the newest name only;
 * one it has heard and not yet taken is replaced too, at the restart that was coming anyway.
 */
export function orderName(world: World, managed: ManagedDevice, name: string): void {
  const others = managed.actions.filter((action) => action.name !== 'setDeviceName');
  managed.actions = [
    ...others,
    { name: 'setDeviceName', state: 'pending', startedAt: world.now, updatedAt: world.now },
  ];
  managed.orderedName = name;
  expectCheckIn(world, managed);
}

/**
 * A user names the device in Windows' settings and restarts it, and it checks in at once: Intune shows the name without delay, unless the device is quiet.
 * A name that waited for the restart is lost, as Windows keeps the one set last (a guess); one that is still pending is heard then. Throws a `RangeError`
 * for a name Windows does not take.
 */
export function renameByHand(world: World, managed: ManagedDevice, name = nameByHand(managed.serialNumber)): void {
  if (!isDeviceName(name)) {
    throw new RangeError(`Windows does not take ${name}: at most 15 letters, digits and hyphens, not digits only.`);
  }
  managed.nextName = undefined;
  managed.untoldName = name;
  checkIn(world, managed);
}

/** The name a device is to take and has not taken yet, on its way to the device or waiting for its restart. */
export function queuedName(managed: ManagedDevice): string | undefined {
  return managed.orderedName ?? managed.nextName?.name;
}

/**
 * The name a device has when its user first signs in: the one set for it, else that of the profile's template, else Windows' own. Hybrid joined devices are
 * named by their domain join profile, which the sandbox does not have, so by Windows. Names need not be unique; Intune does not ask for it.
 */
export function nameAtSignIn(
  world: World,
  device: AutopilotDevice,
  profile: DeploymentProfile | undefined,
  hybrid: boolean,
): string {
  if (hybrid) return windowsName(world.random);
  if (device.displayName !== '') return device.displayName;
  const template = profile?.deviceNameTemplate ?? '';
  return expandTemplate(template, device.serialNumber, world.random) ?? windowsName(world.random);
}

/** Gives a profile another name template; devices that are in use keep their names. */
export function setNameTemplate(world: World, profile: DeploymentProfile, template: string): void {
  profile.deviceNameTemplate = template;
  profile.modifiedAt = world.now;
}
