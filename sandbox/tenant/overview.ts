import { lastCheckIn } from './checkIn.ts';
import { queuedName } from './deviceNames.ts';
import { groupsOf } from './membership.ts';
import { hardwareKey } from './readHash.ts';
import type { AutopilotDevice, ImportRecord } from './records.ts';
import type { World } from './world.ts';

/** One device across Autopilot, Entra and Intune. Times are milliseconds since 1970 UTC. */
export interface DeviceOverview {
  serialNumber: string;
  manufacturer: string;
  model: string;
  groupTag: string;
  /** The latest entry on the import list. */
  import: { status: string; errorName: string } | undefined;
  autopilot:
    | {
        id: string;
        visible: boolean;
        assignmentStatus: string;
        profile: string | undefined;
        assignedAt: number | undefined;
        unboxed: boolean;
        /** Its main board is not the registered one. */
        hardwareChanged: boolean;
        deleting: boolean;
      }
    | undefined;
  entra: { objectId: string; deviceId: string; displayName: string } | undefined;
  /** Display names. */
  groups: string[];
  intune:
    | {
        id: string;
        deviceName: string;
        /** The name it is to take and has not taken yet. */
        queuedName: string | undefined;
        user: string;
        enrolledAt: number;
        lastSyncAt: number;
        quiet: boolean;
      }
    | undefined;
}

/** Registered devices and import records that led to none, newest first. */
export function overview(world: World, limit: number): { devices: DeviceOverview[]; total: number } {
  const rows = new Map<string, { device: AutopilotDevice | undefined; record: ImportRecord | undefined }>();
  for (const device of world.autopilot.values()) rows.set(hardwareKey(device), { device, record: undefined });
  for (const record of world.imports.values()) {
    const facts = record.facts ?? { serialNumber: record.serialNumber, manufacturer: '' };
    const key = hardwareKey(facts);
    rows.set(key, { device: rows.get(key)?.device, record });
  }
  const newest = [...rows.values()].reverse().slice(0, limit);
  return { devices: newest.map(({ device, record }) => row(world, device, record)), total: rows.size };
}

function row(world: World, device: AutopilotDevice | undefined, record: ImportRecord | undefined): DeviceOverview {
  const facts = device ?? record?.facts;
  return {
    serialNumber: facts?.serialNumber ?? record?.serialNumber ?? '',
    manufacturer: facts?.manufacturer ?? '',
    model: facts?.model ?? '',
    groupTag: device?.groupTag ?? record?.groupTag ?? '',
    import: record === undefined ? undefined : { status: record.status, errorName: record.errorName },
    ...registeredPart(world, device),
  };
}

function registeredPart(
  world: World,
  device: AutopilotDevice | undefined,
): Pick<DeviceOverview, 'autopilot' | 'entra' | 'groups' | 'intune'> {
  if (device === undefined) return { autopilot: undefined, entra: undefined, groups: [], intune: undefined };
  const entra = world.devices.get(device.entraObjectId);
  const managed = world.managed.get(device.managedDeviceId ?? '');
  const groupIds = groupsOf(world, device.entraObjectId, false);
  return {
    autopilot: {
      id: device.id,
      visible: device.visibleAt <= world.now,
      assignmentStatus: device.assignment.status,
      profile: world.profiles.get(device.assignment.profileId ?? '')?.displayName,
      assignedAt: device.assignment.assignedAt,
      unboxed: device.unboxed,
      hardwareChanged: device.hardwareChangedAt !== undefined,
      deleting: device.deleting,
    },
    entra: entra && { objectId: entra.objectId, deviceId: entra.deviceId, displayName: entra.displayName },
    groups: groupIds.flatMap((id) => world.groups.get(id)?.displayName ?? []),
    intune: managed && {
      id: managed.id,
      deviceName: managed.deviceName,
      queuedName: queuedName(managed),
      user: managed.userPrincipalName,
      enrolledAt: managed.enrolledAt,
      lastSyncAt: lastCheckIn(world, managed),
      quiet: managed.quietSince !== undefined,
    },
  };
}
