import { z } from 'zod/v4';
import type {
  AssignmentStatus,
  AutopilotIdentity,
  AutopilotProfile,
  ImportRecord,
} from '../registration/ports/autopilot.ts';
import type { EntraDevice } from '../registration/ports/directory.ts';
import type { ManagedDevice, NamedDevice } from '../registration/ports/intune.ts';

/*
 * Outside data becomes the engine's words here: only the fields used, and the service's ways of saying "nothing" (null, empty text,
 * the all-zero GUID, year one) become `undefined`.
 */

const zeroGuid = '00000000-0000-0000-0000-000000000000';
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const optionalText = text.transform((value) => (value === '' ? undefined : value));
const optionalGuid = optionalText.transform((value) => (value === zeroGuid ? undefined : value?.toLowerCase()));
const optionalTime = optionalText.transform((value) => {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  // 0001-01-01T00:00:00Z stands for "never".
  return Number.isNaN(time) || time <= 0 ? undefined : time;
});

const assignmentStatuses = [
  'unknown',
  'assignedInSync',
  'assignedOutOfSync',
  'assignedUnkownSyncState',
  'notAssigned',
  'pending',
  'failed',
] as const satisfies readonly AssignmentStatus[];
const assignmentStatus = z.enum(assignmentStatuses).catch('unknown');

const importRecord = z
  .object({
    id: z.string(),
    importId: optionalText,
    serialNumber: text,
    state: z
      .object({
        deviceImportStatus: z.enum(['unknown', 'pending', 'partial', 'complete', 'error']).catch('unknown'),
        deviceRegistrationId: optionalGuid,
        deviceErrorCode: z.number().catch(0),
        deviceErrorName: optionalText,
      })
      .nullish(),
  })
  .transform(
    ({ id, importId, serialNumber, state }): ImportRecord => ({
      id,
      importId,
      serialNumber,
      state: state?.deviceImportStatus ?? 'unknown',
      registrationId: state?.deviceRegistrationId,
      errorCode: state?.deviceErrorCode ?? 0,
      errorName: state?.deviceErrorName,
    }),
  );

const identity = z
  .object({
    id: z.string(),
    serialNumber: text,
    manufacturer: text,
    model: text,
    groupTag: text,
    azureActiveDirectoryDeviceId: optionalGuid,
    azureAdDeviceId: optionalGuid,
    managedDeviceId: optionalGuid,
    userPrincipalName: optionalText,
    enrollmentState: z.string().nullish(),
    lastContactedDateTime: optionalTime,
    remediationState: z.string().nullish(),
    deploymentProfileAssignmentStatus: assignmentStatus,
    deploymentProfileAssignedDateTime: optionalTime,
    deploymentProfile: z.object({ displayName: text }).nullish(),
  })
  .transform((raw): AutopilotIdentity & { profile: string | undefined } => ({
    id: raw.id,
    serialNumber: raw.serialNumber,
    manufacturer: raw.manufacturer,
    model: raw.model,
    groupTag: raw.groupTag,
    entraDeviceId: raw.azureAdDeviceId ?? raw.azureActiveDirectoryDeviceId,
    managedDeviceId: raw.managedDeviceId,
    enrolled: raw.enrollmentState === 'enrolled',
    lastContactedAt: raw.lastContactedDateTime,
    hardwareChanged: raw.remediationState === 'manualRemediationRequired',
    assignedUser: raw.userPrincipalName,
    assignmentStatus: raw.deploymentProfileAssignmentStatus,
    assignedAt: raw.deploymentProfileAssignedDateTime,
    profile: raw.deploymentProfile?.displayName,
  }));

const profile = z
  .object({ '@odata.type': text, id: z.string(), displayName: text, deviceNameTemplate: optionalText })
  .transform(
    ({ '@odata.type': type, ...raw }): AutopilotProfile => ({
      ...raw,
      hybrid: type === '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile',
    }),
  );

const entraDevice = z
  .object({
    id: z.string(),
    deviceId: z.string(),
    displayName: optionalText,
    physicalIds: z.array(z.string()).catch([]),
  })
  .transform(
    ({ id, deviceId, displayName, physicalIds }): EntraDevice => ({
      objectId: id,
      deviceId: deviceId.toLowerCase(),
      displayName,
      groupTag: orderId(physicalIds),
    }),
  );

/** `[OrderID]:` carries the group tag; its casing differs between Microsoft's pages. */
function orderId(physicalIds: readonly string[]): string | undefined {
  const mark = '[orderid]:';
  return physicalIds.find((id) => id.toLowerCase().startsWith(mark))?.slice(mark.length);
}

const managedFields = {
  id: z.string(),
  deviceName: text,
  serialNumber: text,
  manufacturer: text,
  azureADDeviceId: optionalGuid,
  userPrincipalName: optionalText,
  managementState: text,
  enrolledDateTime: optionalTime,
  lastSyncDateTime: optionalTime,
};
const managedObject = z.object(managedFields);
const managedDevice = managedObject.transform(managedOf);

function managedOf(raw: z.output<typeof managedObject>): ManagedDevice {
  return {
    id: raw.id,
    deviceName: raw.deviceName,
    serialNumber: raw.serialNumber,
    manufacturer: raw.manufacturer,
    entraDeviceId: raw.azureADDeviceId,
    userPrincipalName: raw.userPrincipalName,
    managementState: raw.managementState,
    enrolledAt: raw.enrolledDateTime,
    lastSyncAt: raw.lastSyncDateTime,
  };
}

/** What became of an action, as far as it is one of a name; `none` and what nobody knows say nothing. */
const renameStates: Readonly<Record<string, NonNullable<NamedDevice['rename']>['state']>> = {
  pending: 'pending',
  active: 'pending',
  done: 'done',
  failed: 'failed',
  canceled: 'failed',
  notSupported: 'failed',
  timeout: 'failed',
};
const action = z.object({ actionName: text, actionState: text, startDateTime: optionalTime });

/** How devices are joined that Intune cannot rename. */
const unnamedJoins = ['hybridAzureADJoined', 'azureADRegistered'];

const namedDevice = z
  .object({ ...managedFields, joinType: text, deviceActionResults: z.array(z.unknown()).nullish().catch([]) })
  .transform(
    (raw): NamedDevice => ({
      ...managedOf(raw),
      hybridJoined: unnamedJoins.includes(raw.joinType),
      rename: latestRename(raw.deviceActionResults ?? []),
    }),
  );

function latestRename(actions: readonly unknown[]): NamedDevice['rename'] {
  const renames = actions.flatMap((raw) => {
    const { data } = action.safeParse(raw);
    if (data?.actionName.toLowerCase() !== 'setdevicename') return [];
    const state = renameStates[data.actionState];
    return state === undefined ? [] : [{ state, startedAt: data.startDateTime ?? 0 }];
  });
  return renames.sort((one, other) => other.startedAt - one.startedAt)[0];
}

const group = z.object({ id: z.string(), displayName: text });
const member = z.object({ '@odata.type': text, id: z.string(), displayName: text });
const idOnly = z.object({ id: z.string() });
const groupIds = z.object({ value: z.array(z.string()) });

/** Readers for what Graph sends: `undefined` where it is not what it should be, so that one odd entry does not spoil a page. */
export const readImportRecord = reader(importRecord);
export const readIdentity = reader(identity);
export const readProfile = reader(profile);
export const readEntraDevice = reader(entraDevice);
export const readManagedDevice = reader(managedDevice);
export const readNamedDevice = reader(namedDevice);
export const readGroup = reader(group);
export const readMember = reader(member);
export const readObjectId = reader(idOnly);
export const readGroupIds = reader(groupIds);

function reader<S extends z.ZodType>(schema: S): (raw: unknown) => z.output<S> | undefined {
  return (raw) => {
    const result = schema.safeParse(raw);
    return result.success ? result.data : undefined;
  };
}
