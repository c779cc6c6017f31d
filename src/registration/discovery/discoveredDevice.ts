import { type Device, deviceKey } from '../lifecycle/device.ts';
import { announce, fail, record } from '../lifecycle/moves.ts';
import type { Policy } from '../policy/policy.ts';
import { readTag } from '../policy/tags.ts';
import type { AutopilotIdentity } from '../ports/autopilot.ts';

/** A device to follow, or nothing when its tag is none of ours: the profile is then assigned by other means and other people. */
export function discoveredDevice(identity: AutopilotIdentity, policy: Policy, now: number): Device | undefined {
  const reading = readTag(policy, identity.groupTag);
  if (reading.kind === 'foreign') return undefined;
  const device: Device = {
    id: deviceKey(identity.manufacturer, identity.serialNumber),
    version: 0,
    serialNumber: identity.serialNumber,
    manufacturer: identity.manufacturer,
    model: identity.model,
    profile: reading.kind === 'ours' ? reading.profile.id : '',
    sharedMode: reading.kind === 'ours' && reading.shared,
    groupTag: identity.groupTag,
    shippedSince: now,
    // Nobody knows when it was registered; whatever Intune knows of it belongs to this registration.
    registeredAt: 0,
    status: 'pending',
    step: 'imported',
    stepSince: now,
    autopilotId: identity.id,
    looks: 0,
    announcements: [],
    announcementCount: 0,
    timeline: [],
  };
  if (reading.kind === 'unsupported') return fail(device, 'unsupported-tag', now, `group tag ${identity.groupTag}`);
  return announce(
    record(device, 'Registration pending: discovered in Autopilot, uploaded elsewhere', now),
    'discovered',
    now,
  );
}
