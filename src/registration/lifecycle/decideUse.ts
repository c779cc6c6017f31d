import type { ManagedDevice } from '../ports/intune.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { announce, move, nextLook } from './moves.ts';
import type { Observation } from './observation.ts';

/** Ready, active or inactive: what Intune says decides. */
export function inUse(device: Device, seen: Observation, { policy, now }: Circumstances): Decision {
  const rest = nextLook(now, policy.restingLook);
  const managed = seen.managedDevice;
  if (managed === undefined || managed === 'absent' || !isUse(device, managed))
    return { device: { ...device, dueAt: rest }, actions: [] };
  const known: Device = {
    ...device,
    managedDeviceId: managed.id,
    deviceName: managed.deviceName,
    userPrincipalName: managed.userPrincipalName,
    lastSyncAt: managed.lastSyncAt,
  };
  const quiet = now - (managed.lastSyncAt ?? 0) > policy.inactiveAfter;
  const status = quiet ? 'inactive' : 'active';
  if (status === device.status || (quiet && device.status === 'ready'))
    return { device: { ...known, dueAt: rest }, actions: [] };
  const changed = move(known, { status }, text(status, managed), now);
  return { device: { ...announce(changed, status, now), dueAt: rest }, actions: [] };
}

/** Whether this Intune record is the device in its user's hands, and not one left over from an earlier life. */
function isUse(device: Device, managed: ManagedDevice): boolean {
  return (
    managed.managementState === 'managed' &&
    managed.enrolledAt !== undefined &&
    managed.enrolledAt >= device.registeredAt
  );
}

function text(status: 'active' | 'inactive', managed: ManagedDevice): string {
  if (status === 'inactive') return 'Inactive: no contact with Intune for longer than the limit';
  const user = managed.userPrincipalName === undefined ? '' : `, signed in as ${managed.userPrincipalName}`;
  return `Active: managed by Intune as ${managed.deviceName}${user}`;
}
