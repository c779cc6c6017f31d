import type { ProblemCode } from './catalogue.ts';

/** Problems of devices that were registered once, here or elsewhere: their registration did not fail, it is over or not ours. */
const codes: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'left-autopilot',
  'entra-object-missing',
  'hardware-changed',
  'registered-with-another-tag',
]);

/** Whether a failed device is one to register again, rather than one whose registration failed. */
export function needsRegisteringAgain(code: ProblemCode | undefined): boolean {
  return code !== undefined && codes.has(code);
}
