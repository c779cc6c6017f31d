import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { findProfile } from '../policy/tags.ts';
import { problems } from '../problems/catalogue.ts';
import { explainProblem } from '../problems/explain.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';

/** What decides whether a device is tried again, beside the device. */
export interface RetryFacts {
  /** Somebody named this very device. */
  isNamed: boolean;
  /** Without its hardware hash a device goes on only if Autopilot has it, which the next look finds out: an id it once had proves nothing. */
  isHashStored: boolean;
}

/** Why a device is not tried again, and what to do instead; `undefined` when it is. */
export function whyNot(
  device: Device,
  { isNamed, isHashStored }: RetryFacts,
  policy: Policy,
): { reason: string; remedy: string } | undefined {
  const { status, problem } = device;
  if (isBeingRemoved(device)) {
    const reason = `It is being removed, as ${device.removal.by.name} asked.`;
    return { reason, remedy: 'Wait until it is removed, then send its file to register it again.' };
  }
  switch (status) {
    case 'pending':
      return problem === undefined ? nothing('It is on its way, and nothing is wrong with it.') : undefined;
    case 'ready':
    case 'active':
    case 'inactive':
      return nothing('It is registered.');
    case 'removed':
      return { reason: 'It was removed, as somebody asked.', remedy: 'Send its file to register it again.' };
    case 'failed':
      break;
    default:
      return status satisfies never;
  }
  if (problem === undefined) return undefined;
  // Its profile follows from its tag, which somebody may have corrected.
  if (isNamed && problem.code === 'unsupported-tag') return undefined;
  // Without its profile it would only fail once more, and with the same words.
  const canHelp = findProfile(policy, device.profile) !== undefined && (isNamed || problems[problem.code].retry);
  if (!canHelp) return because(problem);
  const isLost = !isHashStored && device.autopilotId === undefined;
  return isLost && !isNamed ? because({ code: 'hash-missing' }) : undefined;
}

function nothing(reason: string): { reason: string; remedy: string } {
  return { reason, remedy: 'There is nothing to try again.' };
}

function because(problem: Parameters<typeof explainProblem>[0]): { reason: string; remedy: string } {
  const { sentence, remedy } = explainProblem(problem);
  return { reason: sentence, remedy };
}
