import type { Assignment, AutopilotIdentity, ImportRecord } from '../ports/autopilot.ts';
import type { EntraDevice } from '../ports/directory.ts';
import type { ManagedDevice } from '../ports/intune.ts';

/** What one look saw of one device. A missing field was not looked at; `absent` was looked for and is not there. */
export interface Observation {
  importRecord?: ImportRecord | 'absent';
  /** How far the whole import request is, of which this record is one. */
  importProgress?: 'open' | 'partly' | 'over';
  identity?: AutopilotIdentity | 'absent';
  entraDevice?: EntraDevice | 'absent';
  /** Display names of the groups it is in, among those it should be in. */
  memberships?: ReadonlySet<string>;
  assignment?: Assignment | 'absent';
  managedDevice?: ManagedDevice | 'absent';
}
