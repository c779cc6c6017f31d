import type { Assignment, AutopilotIdentity, ImportRecord } from '../ports/autopilot.ts';
import type { EntraDevice } from '../ports/directory.ts';
import type { ManagedDevice } from '../ports/intune.ts';
import type { Remains } from '../removal/remains.ts';

/** What one look saw of one device. A missing field was not looked at; `absent` was looked for and is not there. */
export interface Observation {
  importRecord?: ImportRecord | 'absent';
  /** The staging list has another record of its serial number that is not final: nobody can tell whether that is the import whose answer was lost. */
  importElsewhere?: true;
  /** How far the whole import request is, of which this record is one. */
  importProgress?: 'open' | 'partly' | 'over';
  identity?: AutopilotIdentity | 'absent';
  entraDevice?: EntraDevice | 'absent';
  /** Display names of the groups it is in: for a device on its way among those it should be in, for others among all of the policy's. */
  memberships?: ReadonlySet<string>;
  /** Groups of the policy, by display name, that do not exist. */
  missingGroups?: ReadonlySet<string>;
  assignment?: Assignment | 'absent';
  /** Intune's records of it, those of earlier lives included; one record alone when a list of changes was read. */
  managedDevices?: readonly ManagedDevice[];
  /** What is left of a device that is being removed. */
  remains?: Remains;
}
