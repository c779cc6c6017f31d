import type { Assignment, AutopilotIdentity, ImportRecord } from '../ports/autopilot.ts';
import type { EntraDevice } from '../ports/directory.ts';
import type { ManagedDevice } from '../ports/intune.ts';
import type { Remains } from '../removal/remains.ts';

/** What one look saw of one device. A missing field was not looked at; `absent` was looked for and is not there. */
export interface Observation {
  importRecord?: ImportRecord | 'absent';
  identity?: AutopilotIdentity | 'absent';
  entraDevice?: EntraDevice | 'absent';
  /** Display names of the groups it is in, among those it should be in. */
  memberships?: ReadonlySet<string>;
  assignment?: Assignment | 'absent';
  managedDevice?: ManagedDevice | 'absent';
  /** What is left of a device that is being removed. */
  remains?: Remains;
}
