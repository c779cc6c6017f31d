import { type Device, deviceKey } from '../lifecycle/device.ts';
import { announce, fail, record } from '../lifecycle/moves.ts';
import type { Policy } from '../policy/policy.ts';
import { explainTag, readTag } from '../policy/tags.ts';
import type { AutopilotIdentity } from '../ports/autopilot.ts';

/** How long lists may show an identity after it was deleted, in milliseconds. */
const shownAfterRemoval = 24 * 60 * 60_000;

/** Whether a list shows what was removed, and not a device that was registered anew. */
export function isLeftOver(identity: AutopilotIdentity, { removal }: Device, now: number): boolean {
  return identity.id === removal?.autopilotId && now - (removal.doneAt ?? now) < shownAfterRemoval;
}

/**
 * A device to follow, or nothing when its tag is none of ours: the profile is then assigned by other means and other people. One that was
 * `removed` keeps its history.
 */
export function discoveredDevice(
  identity: AutopilotIdentity,
  removed: Device | undefined,
  policy: Policy,
  now: number,
): Device | undefined {
  const reading = readTag(policy, identity.groupTag);
  if (reading.kind === 'foreign') return undefined;
  const device: Device = {
    id: deviceKey(identity.manufacturer, identity.serialNumber),
    version: removed?.version ?? 0,
    serialNumber: identity.serialNumber,
    manufacturer: identity.manufacturer,
    model: identity.model,
    profile: reading.kind === 'ours' ? reading.profile.id : '',
    sharedMode: reading.kind === 'ours' && reading.shared,
    groupTag: identity.groupTag,
    shippedSince: now,
    // Nobody knows when it was registered; whatever Intune knows of it since it was removed belongs to this registration.
    registeredAt: removed?.removal?.doneAt ?? 0,
    status: 'pending',
    step: 'imported',
    stepSince: now,
    autopilotId: identity.id,
    looks: 0,
    announcements: removed?.announcements ?? [],
    announcementCount: removed?.announcementCount ?? 0,
    announcedAt: removed?.announcedAt,
    timeline: removed?.timeline ?? [],
  };
  if (reading.kind === 'unsupported') {
    return fail(device, 'unsupported-tag', now, explainTag(policy, identity.groupTag, reading.reason));
  }
  return announce(
    record(device, 'Registration pending: discovered in Autopilot, uploaded elsewhere', now),
    'discovered',
    now,
  );
}
