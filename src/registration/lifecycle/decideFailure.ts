import { readTag } from '../policy/tags.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { announce, move } from './moves.ts';
import type { Observation } from './observation.ts';

/**
 * Failed: nothing happens by itself, until the device turns up in Autopilot as it should have been: somebody changed an unusable tag, a
 * supplier released it and uploaded it, it was registered again after its mainboard was replaced. Then it carries on from there.
 */
export function afterFailure(device: Device, { identity }: Observation, { policy, now }: Circumstances): Decision {
  const rest: Decision = { device: device.dueAt === undefined ? device : { ...device, dueAt: undefined }, actions: [] };
  if (identity === undefined || identity === 'absent' || identity.hardwareChanged) return rest;
  const reading = readTag(policy, identity.groupTag);
  if (reading.kind !== 'ours') return rest;
  // Somebody asked for another tag than Autopilot has: only they can settle that.
  if (device.requestedIn !== undefined && identity.groupTag !== device.groupTag) return rest;
  const again = {
    status: 'pending',
    step: 'imported',
    autopilotId: identity.id,
    importId: undefined,
    importRecordId: undefined,
    profile: reading.profile.id,
    sharedMode: reading.shared,
    groupTag: identity.groupTag,
  } as const;
  const text = 'Registration pending: found in Autopilot as it should be';
  return { device: announce(move(device, again, text, now), 'discovered', now), actions: [] };
}
