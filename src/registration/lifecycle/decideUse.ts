import type { ManagedDevice } from '../ports/intune.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { announce, move, nextLook } from './moves.ts';
import type { Observation } from './observation.ts';

/** Ready, active or inactive: what Intune says decides; a device that Intune no longer has is as quiet as one that does not call. */
export function inUse(device: Device, seen: Observation, { policy, now }: Circumstances): Decision {
  const { managedDevice } = seen;
  const managed = managedDevice === undefined || managedDevice === 'absent' ? undefined : managedDevice;
  const known = managed !== undefined && isUse(device, managed) ? learn(device, managed) : device;
  const rested = (next: Device): Decision => ({
    device: { ...next, dueAt: nextLook(now, policy.restingLook) },
    actions: [],
  });
  if (managedDevice === undefined || known.lastSyncAt === undefined) return rested(known);
  const quiet = now - known.lastSyncAt > policy.inactiveAfter;
  const status = quiet ? 'inactive' : known === device ? device.status : 'active';
  if (status === device.status || (quiet && device.status === 'ready')) return rested(known);
  return rested(
    announce(move(known, { status }, text(status, known), now), status === 'inactive' ? 'inactive' : 'active', now),
  );
}

function learn(device: Device, managed: ManagedDevice): Device {
  return {
    ...device,
    managedDeviceId: managed.id,
    deviceName: managed.deviceName,
    userPrincipalName: managed.userPrincipalName,
    lastSyncAt: managed.lastSyncAt ?? managed.enrolledAt,
  };
}

/** Whether this Intune record is the device in its user's hands, and not one left over from an earlier life. */
function isUse(device: Device, managed: ManagedDevice): boolean {
  return (
    managed.managementState === 'managed' &&
    managed.enrolledAt !== undefined &&
    managed.enrolledAt >= device.registeredAt
  );
}

function text(status: Device['status'], { deviceName, userPrincipalName }: Device): string {
  if (status === 'inactive') return 'Inactive: no contact with Intune for longer than the limit';
  const user = userPrincipalName === undefined ? '' : `, signed in as ${userPrincipalName}`;
  return `Active: managed by Intune as ${deviceName ?? 'a device without a name'}${user}`;
}
