import type { DeploymentCounts } from '../policy/allocateDeploymentGroup.ts';
import type { Policy } from '../policy/policy.ts';
import type { Device } from './device.ts';

/** Something to do in the world for one device; the pass does all actions of one kind together. */
export type Action =
  | { kind: 'import'; importId: string }
  | { kind: 'deleteImportRecord'; recordId: string }
  | { kind: 'sync' }
  | { kind: 'setGroupTag'; autopilotId: string; groupTag: string }
  /** Groups by display name. */
  | { kind: 'joinGroups'; entraObjectId: string; groups: string[] }
  | { kind: 'deleteHash' }
  /** By their Intune ids. */
  | { kind: 'deleteManagedDevices'; managedDeviceIds: string[] }
  | { kind: 'unassignUser'; autopilotId: string }
  | { kind: 'deleteIdentity'; autopilotId: string }
  /** Groups by display name. */
  | { kind: 'leaveGroups'; entraObjectId: string; groups: string[] };

/** What follows from a look: the device as it should be stored, and what to do after it is. */
export interface Decision {
  device: Device;
  actions: Action[];
}

/** What a decision may depend on beside the device and the look. */
export interface Circumstances {
  policy: Policy;
  /** Milliseconds since 1970 UTC. */
  now: number;
  /** The import request the device joins if it is to be imported now. */
  importId: string;
  deploymentCounts: DeploymentCounts;
  /** Display names of Autopilot profiles of the policy that do not exist, as people were told; absent when all do. */
  missingProfiles?: ReadonlySet<string> | undefined;
}
