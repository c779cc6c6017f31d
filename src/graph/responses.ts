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
/** What a record is known by. */
const key = z.string().min(1);
/** Always sent, and `null` where there is nothing: one that is not there says nothing. */
const sentText = z
  .string()
  .nullable()
  .transform((value) => value ?? '');
const optionalText = text.transform((value) => (value === '' ? undefined : value));
const optionalGuid = optionalText.transform((value) => (value === zeroGuid ? undefined : value?.toLowerCase()));
const sentGuid = sentText.transform((value) => (value === '' || value === zeroGuid ? undefined : value.toLowerCase()));
const optionalTime = optionalText.transform(timeOf);
const sentTime = sentText.transform(timeOf);

/** 0001-01-01T00:00:00Z stands for "never". */
function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}

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
    id: key,
    importId: optionalText,
    serialNumber: z.string(),
    state: z
      .object({
        deviceImportStatus: z.enum(['unknown', 'pending', 'partial', 'complete', 'error']).catch('unknown'),
        deviceRegistrationId: optionalGuid,
        deviceErrorCode: z.coerce.number().catch(0),
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

const identityFields = {
  id: key,
  serialNumber: text,
  manufacturer: text,
  model: text,
  groupTag: sentText,
  azureActiveDirectoryDeviceId: optionalGuid,
  azureAdDeviceId: optionalGuid,
  managedDeviceId: optionalGuid,
  userPrincipalName: optionalText,
  enrollmentState: z.string().nullish(),
  lastContactedDateTime: optionalTime,
  remediationState: z.string().nullish(),
  deploymentProfileAssignmentStatus: assignmentStatus,
  deploymentProfileAssignedDateTime: optionalTime,
  deploymentProfile: z.object({ displayName: key }).nullish(),
};
const identityObject = z.object(identityFields);
const knownIdentity = identityObject.transform(identityOf);
/** In a list, one that does not say which device it is belongs to nobody, and would pass for another device. */
const identity = z
  .object({ ...identityFields, serialNumber: z.string(), manufacturer: z.string() })
  .transform(identityOf);

function identityOf(raw: z.output<typeof identityObject>): AutopilotIdentity & { profile: string | null | undefined } {
  return {
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
    // `undefined` where it was not expanded.
    profile: raw.deploymentProfile === null ? null : raw.deploymentProfile?.displayName,
  };
}

const profile = z
  .object({ '@odata.type': text, id: key, displayName: key, deviceNameTemplate: optionalText })
  .transform(
    ({ '@odata.type': type, ...raw }): AutopilotProfile => ({
      ...raw,
      hybrid: type === '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile',
    }),
  );

const entraDevice = z
  .object({
    id: key,
    deviceId: key,
    displayName: optionalText,
    physicalIds: z.array(z.unknown()).transform((ids) => ids.filter((id) => typeof id === 'string')),
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
  id: key,
  deviceName: text,
  serialNumber: sentText,
  manufacturer: text,
  azureADDeviceId: sentGuid,
  userPrincipalName: optionalText,
  managementState: sentText,
  enrolledDateTime: sentTime,
  lastSyncDateTime: sentTime,
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

const group = z.object({ id: key, displayName: key });
const member = z.object({ '@odata.type': text, id: key, displayName: text });
const idOnly = z.object({ id: key });
const groupIds = z.object({ value: z.array(z.string()) });

/** Readers for what Graph sends: `undefined` where it is not what it should be, so that one odd entry does not spoil a page. */
export const readImportRecord = reader(importRecord);
export const readIdentity = reader(identity);
/** The same of one that is known by its id alone. */
export const readKnownIdentity = reader(knownIdentity);
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
