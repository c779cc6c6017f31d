import type { Rule } from './dynamicRule.ts';
import type { HashFacts } from './readHash.ts';

/** One entry of the tenant-wide Autopilot import list. Times in this file are milliseconds since 1970 UTC. */
export interface ImportRecord {
  id: string;
  importId: string;
  serialNumber: string;
  groupTag: string;
  productKey: string;
  hardwareIdentifier: string;
  /** What the hash says; `undefined` where it does not hold together. */
  facts: HashFacts | undefined;
  assignedUserPrincipalName: string;
  status: 'unknown' | 'pending' | 'partial' | 'complete' | 'error';
  registrationId: string;
  errorCode: number;
  errorName: string;
}

export type AssignmentStatus = 'unknown' | 'notAssigned' | 'pending' | 'assignedUnkownSyncState' | 'assignedInSync';

/** A `windowsAutopilotDeviceIdentity`. */
export interface AutopilotDevice {
  id: string;
  serialNumber: string;
  manufacturer: string;
  model: string;
  family: string;
  skuNumber: string;
  groupTag: string;
  purchaseOrderIdentifier: string;
  userPrincipalName: string;
  addressableUserName: string;
  displayName: string;
  /** Readable from then on. */
  visibleAt: number;
  /** The identity knows its Entra object from then on. */
  linkedAt: number;
  entraObjectId: string;
  managedDeviceId: string | undefined;
  enrollmentState: 'notContacted' | 'enrolled' | 'pendingReset';
  lastContactedAt: number | undefined;
  unboxed: boolean;
  /** SHA-256 of the TPM key it was registered with, in hex; empty where the upload named none. */
  endorsementKey: string;
  /** Since when its hardware is not what was registered, "Attention required" in the portal: it must be deregistered and registered again. */
  hardwareChangedAt: number | undefined;
  assignment: {
    status: AssignmentStatus;
    profileId: string | undefined;
    intendedProfileId: string | undefined;
    assignedAt: number | undefined;
  };
  /** Changed properties that no synchronisation has shown yet. */
  changes: Partial<Pick<AutopilotDevice, 'groupTag' | 'userPrincipalName' | 'addressableUserName' | 'displayName'>>;
  deleting: boolean;
}

/** What a profile assignment points at. */
export type AssignmentTarget = { kind: 'group'; groupId: string } | { kind: 'allDevices' };

export interface DeploymentProfile {
  id: string;
  displayName: string;
  description: string;
  createdAt: number;
  modifiedAt: number;
  /** Empty where Autopilot gives no names. */
  deviceNameTemplate: string;
  /** A self-deploying profile: no user signs in while the device sets itself up. */
  shared: boolean;
  assignments: { id: string; target: AssignmentTarget }[];
}

export interface EntraDevice {
  objectId: string;
  deviceId: string;
  displayName: string;
  physicalIds: string[];
  manufacturer: string;
  model: string;
  createdAt: number;
  /** Set when the device has joined. */
  joinedAt: number | undefined;
  managed: boolean;
  /** Joined, or to be joined, to a domain on premises too. */
  hybrid: boolean;
  lastSignInAt: number | undefined;
  autopilotId: string | undefined;
}

export interface Group {
  id: string;
  displayName: string;
  description: string;
  createdAt: number;
  /** Reads by name or id show the group from then on. */
  shownAt: number;
  mailNickname: string;
  /** Set on dynamic groups. */
  rule: { text: string; parsed: Rule } | undefined;
  /** Object id of each member, and when reads start to show it. */
  members: Map<string, number>;
  /** Object ids that were removed, and until when reads still show them. */
  leaving: Map<string, number>;
}

export interface User {
  id: string;
  displayName: string;
  givenName: string;
  surname: string;
  userPrincipalName: string;
  jobTitle: string;
  department: string;
  /** Invited from another organisation. */
  isGuest?: true | undefined;
  /** Its sign-in is blocked. */
  isDisabled?: true | undefined;
}

export interface ManagedDevice {
  id: string;
  /** The name Intune knows. */
  deviceName: string;
  serialNumber: string;
  manufacturer: string;
  model: string;
  entraDeviceId: string;
  userId: string;
  userPrincipalName: string;
  userDisplayName: string;
  enrollmentProfileName: string;
  enrolledAt: number;
  /** Check-ins beside the regular ones, latest last known. */
  extraCheckInAt: number;
  /** The device has stopped checking in. */
  quietSince: number | undefined;
  managementState: 'managed' | 'retirePending' | 'wipePending' | 'deletePending';
  /** The newest of each name. */
  actions: { name: string; state: 'pending' | 'done' | 'failed'; startedAt: number; updatedAt: number }[];
  /** The name ordered by the pending `setDeviceName`; the device hears it at its next check-in. */
  orderedName: string | undefined;
  /** The name the device has heard and takes at its next restart, and when that is unless somebody restarts it sooner. */
  nextName: { name: string; restartsAt: number } | undefined;
  /** The name the device has and Intune does not know yet. */
  untoldName: string | undefined;
}
