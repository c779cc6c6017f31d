import { decide } from '../../src/registration/lifecycle/decide.ts';
import type { Circumstances, Decision } from '../../src/registration/lifecycle/decision.ts';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import type { Observation } from '../../src/registration/lifecycle/observation.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import type { AutopilotIdentity, ImportRecord } from '../../src/registration/ports/autopilot.ts';
import type { ManagedDevice } from '../../src/registration/ports/intune.ts';
import { buildDevice } from './buildDevice.ts';

/** Milliseconds. */
export const hour = 3_600_000;
/** When the looks of these tests happen: ten days after the epoch. */
export const now = 10 * 24 * hour;
/** The groups a Standard device of the deployment group Broad is in. */
export const allGroups = new Set([
  'Modern Workplace Devices-All',
  'Modern Workplace Device Profiles - Standard',
  'Modern Workplace Devices-Broad',
]);

/** What follows from one look, with the default policy. */
export function look(device: Device, seen: Observation, changes: Partial<Circumstances> = {}): Decision {
  return decide(device, seen, { policy: defaultPolicy, now, importId: 'import-1', deploymentCounts: {}, ...changes });
}

/** A staging record of the import, with changes. */
export function record(changes: Partial<ImportRecord>): ImportRecord {
  const base = { id: 'record', importId: 'import-1', serialNumber: '5CG1234ABC', errorCode: 0 };
  return { ...base, state: 'unknown', registrationId: undefined, errorName: undefined, ...changes };
}

/** The Autopilot identity of the device, with changes. */
export function identity(changes: Partial<AutopilotIdentity> = {}): AutopilotIdentity {
  return {
    id: 'autopilot',
    serialNumber: '5CG1234ABC',
    manufacturer: 'Dell Inc.',
    model: 'Latitude 5450',
    groupTag: 'Microsoft365Managed_Standard',
    entraDeviceId: 'entra',
    managedDeviceId: undefined,
    enrolled: false,
    hardwareChanged: false,
    assignmentStatus: 'unknown',
    assignedAt: undefined,
    ...changes,
  };
}

/** The Intune record of the device, enrolled an hour ago, with changes. */
export function managed(changes: Partial<ManagedDevice> = {}): ManagedDevice {
  return {
    id: 'managed',
    deviceName: 'MMD-12345678901',
    serialNumber: '5CG1234ABC',
    manufacturer: 'Dell Inc.',
    entraDeviceId: 'entra',
    userPrincipalName: 'lynne@contoso.example',
    managementState: 'managed',
    enrolledAt: now - hour,
    lastSyncAt: now - 60_000,
    ...changes,
  };
}

/** The Entra device. */
export const entraDevice = { objectId: 'object', deviceId: 'entra', displayName: undefined, groupTag: undefined };
/** The device in each of its steps. */
export const accepted = buildDevice({}, now);
export const importing = buildDevice({ step: 'importing', importId: 'import-1', importRequestedAt: now }, now);
export const imported = buildDevice({ step: 'imported', autopilotId: 'autopilot', importRecordId: 'record' }, now);
export const linked = buildDevice(
  {
    step: 'linked',
    autopilotId: 'autopilot',
    entraDeviceId: 'entra',
    entraObjectId: 'object',
    deploymentGroup: { name: 'Broad', assignedBy: 'auto', pending: true },
  },
  now,
);
export const grouped = buildDevice({ ...linked, step: 'grouped' }, now);
export const ready = buildDevice(
  {
    ...grouped,
    status: 'ready',
    step: 'assigned',
    registeredAt: now - 2 * hour,
    dueAt: undefined,
    deploymentGroup: { name: 'Broad', assignedBy: 'auto', pending: false },
  },
  now,
);
/** The assignment that is expected. */
export const assigned = {
  profile: 'Modern Workplace Autopilot Profile',
  assigned: true,
  status: 'assignedUnkownSyncState',
  identity: identity(),
} as const;
