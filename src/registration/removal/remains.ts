import type { AutopilotIdentity } from '../ports/autopilot.ts';

/** What one look found left of a device that is being removed. */
export interface Remains {
  /** Intune ids of its records. */
  managedDeviceIds: readonly string[];
  identity: AutopilotIdentity | 'absent';
  /** Directory object id, where Entra has the device. */
  entraObjectId: string | undefined;
  /** Display names of the groups of ours it is in; looked at once nothing else is left. */
  groups: readonly string[];
}
