import type { Absence } from './absence.ts';
import type { WriteResult } from './writeResult.ts';

/** One device of an import request. */
export interface ImportRow {
  serialNumber: string;
  /** Padded base64 of the whole hardware hash. */
  hardwareHash: string;
  groupTag: string;
  /** User principal name. Autopilot checks its domain only: name nobody who was not looked up. */
  assignedUser?: string | undefined;
}

/** `importedWindowsAutopilotDeviceIdentity`: a staging record of the tenant-wide import list, not the device. */
export interface ImportRecord {
  id: string;
  importId: string | undefined;
  serialNumber: string;
  /** `unknown`, `pending` and `partial` are not final (docs/sources.md, import: the service answers `unknown` at once). */
  state: 'unknown' | 'pending' | 'partial' | 'complete' | 'error';
  /** Set when complete: the id of the Autopilot identity. */
  registrationId: string | undefined;
  errorCode: number;
  /** Decide by this name; the numbers contradict each other in the field. */
  errorName: string | undefined;
}

/** How far Intune is with assigning a deployment profile; `assignedUnkownSyncState` is the service's own spelling. */
export type AssignmentStatus =
  | 'unknown'
  | 'assignedInSync'
  | 'assignedOutOfSync'
  | 'assignedUnkownSyncState'
  | 'notAssigned'
  | 'pending'
  | 'failed';

/** `windowsAutopilotDeviceIdentity`, the fields Preflight uses. All-zero GUIDs and year-one dates arrive as `undefined`. */
export interface AutopilotIdentity {
  id: string;
  serialNumber: string;
  manufacturer: string;
  model: string;
  groupTag: string;
  /** The Entra *deviceId*, not the directory object id. */
  entraDeviceId: string | undefined;
  managedDeviceId: string | undefined;
  /** `enrollmentState` is `enrolled`: Intune manages it, as far as Autopilot knows. */
  enrolled: boolean;
  /** `lastContactedDateTime`: when the device last contacted Autopilot. Milliseconds since 1970 UTC. */
  lastContactedAt?: number | undefined;
  /** Autopilot sees other hardware than was registered, a replaced mainboard for instance, and cannot cope by itself (`remediationState`: `manualRemediationRequired`). */
  hardwareChanged: boolean;
  /** User principal name of whom the device is assigned to. */
  assignedUser?: string | undefined;
  assignmentStatus: AssignmentStatus;
  /** Milliseconds since 1970 UTC. */
  assignedAt: number | undefined;
}

/** Which deployment profile an identity has, as far as the service says. */
export interface Assignment {
  /** Display name of the Autopilot profile it has or is to have; absent while there is none. */
  profile: string | undefined;
  /** Whether it has the profile: the profile's list of assigned devices shows it, or the identity itself says so (docs/decisions/0016). */
  assigned: boolean;
  /** What the service calls it. A device that a list shows has any, `unknown` included. */
  status: AssignmentStatus;
  /** The identity it was read from. */
  identity: AutopilotIdentity;
}

export interface AutopilotProfile {
  id: string;
  displayName: string;
  deviceNameTemplate: string | undefined;
  /** Its devices join a domain too, whose domain join profile names them: its template can neither be set nor has it any effect. */
  hybrid: boolean;
}

/** Windows Autopilot in sets: every method costs a number of requests that does not grow with the number of callers. */
export interface Autopilot {
  /** Sends one chunk under an import id of ours; resolves with the staging records' ids by serial number, as far as the answer names them. Rejects with `ServiceError`; `outcome: 'unknown'` means it may have been accepted. */
  importDevices(importId: string, rows: readonly ImportRow[]): Promise<Map<string, string>>;
  /**
   * The staging records of one import, `ours`: those that carry its import id and, where the service does not give that back, those with one of
   * these ids. The list is shared with every tool of the tenant: `others` of these serial numbers may be anybody's, and are only a sign that
   * an import is under way. Rejects with `unreadable` where a record of ours may have been left out.
   */
  importRecords(
    importId: string,
    recordIds: readonly string[],
    serialNumbers?: readonly string[],
  ): Promise<{ ours: ImportRecord[]; others: ImportRecord[] }>;
  /** Removes staging records of ours. Records already gone are not an error. */
  deleteImportRecords(ids: readonly string[]): Promise<void>;
  /** Asks Autopilot to synchronise; `notNow` when one is running or ran within ten minutes (409, 429). */
  sync(): Promise<'started' | 'notNow'>;
  /** Identities by id; ids that do not exist are absent from the map, those that could not be read are `unread`. */
  identities(ids: readonly string[], absence?: Absence): Promise<Map<string, AutopilotIdentity | 'unread'>>;
  /** The identities of each of these serial numbers, as far as lists show them; `unread` where nobody can say. */
  identitiesBySerialNumber(serialNumbers: readonly string[]): Promise<Map<string, AutopilotIdentity[] | 'unread'>>;
  /** The identities of each serial number; an empty list is certain, and `unread` where nobody can say. */
  surelyBySerialNumber(serialNumbers: readonly string[]): Promise<Map<string, AutopilotIdentity[] | 'unread'>>;
  /** Every identity of the tenant, page by page. `gap` is called where some were left out, so that none is missing because the list does not show it. */
  everyIdentity(gap?: () => void): AsyncIterable<AutopilotIdentity[]>;
  profiles(): Promise<AutopilotProfile[]>;
  /** Sets the device name template of a deployment profile; empty sets no names. */
  setNameTemplate(profileId: string, template: string): Promise<void>;
  /** The devices assigned to one deployment profile, page by page. */
  assignedDevices(profileId: string): AsyncIterable<AutopilotIdentity[]>;
  /** Assignments of these identities, looked for in the profiles of these display names; identities that do not exist are absent. */
  assignments(
    ids: readonly string[],
    profileNames: readonly string[],
    absence?: Absence,
  ): Promise<Map<string, Assignment | 'unread'>>;
  setGroupTag(id: string, groupTag: string): Promise<void>;
  /** Takes the assigned user off identities; how each ended. Shows after a synchronisation. */
  unassignUsers(ids: readonly string[]): Promise<Map<string, WriteResult>>;
  /** Asks Autopilot to delete identities; how each ended. Takes minutes, and is refused while Intune manages the device. */
  deleteIdentities(ids: readonly string[]): Promise<Map<string, WriteResult>>;
}
