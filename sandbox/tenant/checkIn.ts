import type { ManagedDevice } from './records.ts';
import type { World } from './world.ts';

/** When a managed device last checked in: every eight hours since its enrolment, until it went quiet. */
export function lastCheckIn(world: World, managed: ManagedDevice): number {
  const { checkIn } = world.options.latencies;
  const until = Math.min(world.now, managed.quietSince ?? world.now);
  const regular = managed.enrolledAt + Math.floor(Math.max(until - managed.enrolledAt, 0) / checkIn) * checkIn;
  return Math.max(regular, managed.extraCheckInAt);
}

/** Asks a device to check in; one that is quiet does not hear it. */
export function checkInSoon(world: World, managed: ManagedDevice): void {
  world.after(world.options.latencies.sync, () => checkIn(world, managed));
}

/**
 * Makes something of the device's next check-in, for an order that waits for it: the regular one, or that of an action's notice where it comes sooner.
 * Regular check-ins are reckoned, not planned, so a fleet costs nothing while nobody orders anything.
 */
export function expectCheckIn(world: World, managed: ManagedDevice): void {
  const { checkIn: every, actionNotice } = world.options.latencies;
  const sinceRegular = (world.now - managed.enrolledAt) % every;
  world.after(Math.min(every - sinceRegular, actionNotice), () => checkIn(world, managed));
}

/** The device talks to Intune: it tells the name it has, and hears the one it is to take. A quiet one does not. */
export function checkIn(world: World, managed: ManagedDevice): void {
  if (managed.quietSince !== undefined || world.managed.get(managed.id) !== managed) return;
  managed.extraCheckInAt = world.now;
  tellName(world, managed);
  hearName(world, managed);
}

/** The device restarts: it takes the name it has heard of, and checks in when its user is back. */
export function restart(world: World, managed: ManagedDevice): void {
  if (managed.nextName !== undefined) managed.untoldName = managed.nextName.name;
  managed.nextName = undefined;
  checkInSoon(world, managed);
}

function tellName(world: World, managed: ManagedDevice): void {
  const { untoldName } = managed;
  if (untoldName === undefined) return;
  managed.untoldName = undefined;
  managed.deviceName = untoldName;
  const entra = world.devices.get(world.objectIds.get(managed.entraDeviceId) ?? '');
  if (entra === undefined) return;
  entra.displayName = untoldName;
  world.tell({ kind: 'deviceChanged', device: entra });
}

function hearName(world: World, managed: ManagedDevice): void {
  const action = managed.actions.find(({ name, state }) => name === 'setDeviceName' && state === 'pending');
  const { orderedName } = managed;
  if (action === undefined || orderedName === undefined) return;
  managed.orderedName = undefined;
  action.updatedAt = world.now;
  action.state = takesNames(world, managed) ? 'done' : 'failed';
  if (action.state === 'failed') return;
  // A device that is to restart anyway restarts when it would have.
  const restartsAt = managed.nextName?.restartsAt ?? world.now + world.options.latencies.restart;
  const next = { name: orderedName, restartsAt };
  managed.nextName = next;
  world.after(restartsAt - world.now, () => {
    if (managed.nextName === next) restart(world, managed);
  });
}

function takesNames(world: World, managed: ManagedDevice): boolean {
  return !isHybrid(world, managed) && !world.nameFailures.has(managed.serialNumber.toLowerCase());
}

/** Whether the device is joined to a domain on premises too. */
export function isHybrid(world: World, { entraDeviceId }: Pick<ManagedDevice, 'entraDeviceId'>): boolean {
  return world.devices.get(world.objectIds.get(entraDeviceId) ?? '')?.hybrid ?? false;
}
