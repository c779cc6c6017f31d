import { readTag } from '../policy/tags.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { namesMissingObject } from './entraObject.ts';
import { announce, move, nextLook, record } from './moves.ts';
import type { Observation } from './observation.ts';

/**
 * Failed: nothing happens by itself, until the device turns up in Autopilot as it should have been: somebody changed an unusable tag, a
 * supplier released it and uploaded it, it was registered again after its mainboard was replaced. Then it carries on from there. Where somebody
 * asked for the tag to be looked at, the history says what Autopilot shows.
 */
export function afterFailure(device: Device, { identity }: Observation, { policy, now }: Circumstances): Decision {
  const isAsked = device.dueAt !== undefined && device.problem?.code === 'unsupported-tag';
  // Autopilot could not be asked: who asked for it shall have an answer.
  if (isAsked && identity === undefined)
    return { device: { ...device, dueAt: nextLook(now, policy.restingLook) }, actions: [] };
  const rested = device.dueAt === undefined ? device : { ...device, dueAt: undefined };
  const rest: Decision = { device: rested, actions: [] };
  if (isAsked && identity === 'absent')
    return { device: record(rested, 'Autopilot does not have the device', now), actions: [] };
  if (identity === undefined || identity === 'absent' || identity.hardwareChanged) return rest;
  if (namesMissingObject(device, identity)) return rest;
  const reading = readTag(policy, identity.groupTag);
  if (isAsked && reading.kind !== 'ours') {
    const text = `Autopilot still shows group tag “${identity.groupTag}”; Preflight notices a change by itself, within a day`;
    return { device: record(rested, text, now), actions: [] };
  }
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
