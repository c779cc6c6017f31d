import { meantTag, readTag } from '../policy/tags.ts';
import type { AutopilotIdentity } from '../ports/autopilot.ts';
import type { Action, Circumstances } from './decision.ts';
import type { Device } from './device.ts';

/** Whether Autopilot has the device under the group tag it should have. */
export type TagState =
  | { kind: 'right' }
  /** Empty, not one of ours, or the device's own but for case and blanks: is replaced. */
  | { kind: 'repairable'; actions: Action[]; text: string }
  /** Another tag of ours, or one like ours: never replaced while the device is registered (docs/sources.md, group tags). */
  | { kind: 'conflict'; detail: string };

/** Compares the tag in Autopilot with the device's own; matching is exact. */
export function tagState(device: Device, identity: AutopilotIdentity, { policy }: Circumstances): TagState {
  if (identity.groupTag === device.groupTag) return { kind: 'right' };
  const misspelt = meantTag(policy, identity.groupTag) === device.groupTag;
  if (!misspelt && readTag(policy, identity.groupTag).kind !== 'foreign') {
    return { kind: 'conflict', detail: `group tag ${identity.groupTag}` };
  }
  const was = identity.groupTag === '' ? 'Group tag was missing' : `Group tag was “${identity.groupTag}”`;
  return {
    kind: 'repairable',
    text: `${was} in Autopilot; set to ${device.groupTag}`,
    actions: [{ kind: 'setGroupTag', autopilotId: identity.id, groupTag: device.groupTag }, { kind: 'sync' }],
  };
}
