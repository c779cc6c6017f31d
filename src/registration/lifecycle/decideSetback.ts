import { expectedAutopilotProfile } from '../policy/tags.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { problemText } from '../problems/catalogue.ts';
import { tagState } from './decideTag.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { announce, fail, move, record } from './moves.ts';
import type { Observation } from './observation.ts';
import { policyProfile } from './wanted.ts';
import { withdraw } from './withdraw.ts';

/** Problems of a device in use that end when the world is put right. */
const passing: readonly ProblemCode[] = ['left-autopilot', 'hardware-changed', 'registered-with-another-tag'];

/**
 * Whether the world moved back under a device that was ready: deregistered, other hardware, another tag, its Autopilot profile taken away.
 * It is not ready for user any more then.
 */
export function whatFell(device: Device, seen: Observation, circumstances: Circumstances): Decision | undefined {
  if (device.status !== 'ready') return undefined;
  const lost = lostIdentity(device, seen, circumstances);
  if (lost === undefined) return lostProfile(device, seen, circumstances);
  return { device: fail(device, lost.code, circumstances.now, lost.detail), actions: [] };
}

/** The same for a device in use, which goes on working: people are told once, and the problem ends when the world is put right. */
export function whatIsWrong(device: Device, seen: Observation, circumstances: Circumstances): Device {
  if (device.status === 'ready' || seen.identity === undefined) return device;
  const { now } = circumstances;
  const lost = lostIdentity(device, seen, circumstances);
  if (lost !== undefined)
    return device.problem?.code === lost.code ? device : flag(device, lost.code, now, lost.detail);
  if (device.problem === undefined || !passing.includes(device.problem.code)) return device;
  return record({ ...device, problem: undefined }, 'Registered with Autopilot as it should be again', now);
}

function lostIdentity(
  device: Device,
  { identity }: Observation,
  circumstances: Circumstances,
): { code: ProblemCode; detail?: string } | undefined {
  if (identity === undefined) return undefined;
  if (identity === 'absent') return { code: 'left-autopilot' };
  if (identity.hardwareChanged) return { code: 'hardware-changed' };
  const tag = tagState(device, identity, circumstances);
  return tag.kind === 'conflict' ? { code: 'registered-with-another-tag', detail: tag.detail } : undefined;
}

function lostProfile(
  device: Device,
  { assignment }: Observation,
  { policy, now }: Circumstances,
): Decision | undefined {
  if (assignment === undefined) return undefined;
  const expected = expectedAutopilotProfile(policy, policyProfile(policy, device), device.sharedMode);
  const profile = assignment === 'absent' ? undefined : assignment.profile;
  const assigned = assignment !== 'absent' && assignment.assigned;
  if (assigned && profile === expected) return undefined;
  const instead = assigned && profile !== undefined ? `; it has ${profile}` : '';
  const text = `No longer assigned to the Autopilot profile ${expected}${instead}`;
  const back = move(device, { status: 'pending', step: 'grouped', assignedProfile: profile }, text, now);
  return { device: withdraw(back, now, text), actions: [] };
}

/** Something is wrong with a device in use: said once. */
export function flag(device: Device, code: ProblemCode, now: number, detail?: string): Device {
  const flagged = record({ ...device, problem: { code, at: now, detail } }, problemText(code).sentence, now);
  return announce(flagged, 'attention', now);
}
