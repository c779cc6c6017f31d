import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import type { NamedDevice } from '../ports/intune.ts';
import { isWithin } from '../ports/isWithin.ts';
import type { NameRule } from './nameRule.ts';
import { matchesTemplate, type NameTemplate, whyNoName } from './nameTemplate.ts';
import type { LeftBecause } from './naming.ts';

/** What is to become of a device's name. */
export type NameDecision =
  /** It is what applies. */
  { kind: 'follows' } | { kind: 'left'; because: LeftBecause } | { kind: 'rename'; template: NameTemplate };

/** What a decision about a name is made from. */
export interface NameFacts {
  device: Pick<Device, 'serialNumber' | 'renaming'>;
  /** As Intune shows it now. */
  shown: Pick<NamedDevice, 'deviceName' | 'hybridJoined' | 'rename' | 'enrolledAt'>;
  rule: NameRule;
  /** What would apply without exceptions. */
  convention: NameTemplate;
  policy: Pick<Policy['naming'], 'retryAfter' | 'takesUpTo'>;
  /** Milliseconds since 1970 UTC. */
  now: number;
}

/** After its enrolment a device is left alone so long, in milliseconds: until its first call after set-up, Intune may show the name Windows gave it before. */
const settlesWithin = 60 * 60_000;

/** Whether a name is wanted of the device at all: not where its name is what applies, or an exception keeps it. */
export function isNameWanted(decision: NameDecision): boolean {
  return decision.kind === 'rename' || (decision.kind === 'left' && decision.because !== 'excepted');
}

/** Whether a device in use is to be renamed, or why not. */
export function decideName({ device, shown, rule, convention, policy, now }: NameFacts): NameDecision {
  const { serialNumber, renaming } = device;
  const { template } = rule;
  if (matchesTemplate(template ?? convention, serialNumber, shown.deviceName)) return { kind: 'follows' };
  const left = (because: LeftBecause): NameDecision => ({ kind: 'left', because });
  if (template === undefined) return left('excepted');
  if (whyNoName(template, serialNumber) !== undefined) return left('noName');
  if (shown.hybridJoined) return left('hybridJoined');
  if (shown.rename?.state === 'pending') return left('underWay');
  if (isSettling(shown.enrolledAt, now)) return left('justEnrolled');
  if (renaming === undefined) return { kind: 'rename', template };
  if (renaming.state === 'queued' && isWithin(policy.takesUpTo, renaming.askedAt, now)) return left('underWay');
  // A claim that nobody knows the end of is an attempt, too.
  if (renaming.state !== 'queued' && isWithin(policy.retryAfter, renaming.askedAt, now)) return left('triedLately');
  return { kind: 'rename', template };
}

/** Clocks differ: one that is enrolled in what we take for the future is so now. */
function isSettling(enrolledAt: number | undefined, now: number): boolean {
  return enrolledAt !== undefined && Math.abs(now - enrolledAt) < settlesWithin;
}
