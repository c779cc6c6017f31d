import { findProfile } from '../policy/tags.ts';
import { decideRemoval } from '../removal/decideRemoval.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import { afterFailure } from './decideFailure.ts';
import { afterAccepted, whileImporting } from './decideImport.ts';
import { afterGrouped, afterImported, afterLinked, glimpse } from './decidePlacement.ts';
import { inUse } from './decideUse.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { fail, isRefused } from './moves.ts';
import type { Observation } from './observation.ts';

/**
 * What follows from having looked at a device: the only place where devices change status or step by themselves. Pure. What a person asks for
 * is in `tryAgain.ts`.
 *
 * @remarks The result is committed before its actions are carried out, so that a crash in between leaves a claim that the next look
 * settles by observing, never an act that nobody remembers.
 */
export function decide(given: Device, seen: Observation, circumstances: Circumstances): Decision {
  if (isBeingRemoved(given)) return decideRemoval(given, seen, circumstances);
  const works = isRefused(given) && given.problem?.acting !== true && isOwnLook(given, seen);
  const device = works ? { ...given, problem: undefined } : given;
  switch (device.status) {
    case 'pending':
      if (findProfile(circumstances.policy, device.profile) === undefined) {
        return { device: fail(device, 'profile-unknown', circumstances.now, device.profile), actions: [] };
      }
      return decidePending(device, seen, circumstances);
    case 'ready':
    case 'active':
    case 'inactive':
      return inUse(device, seen, circumstances);
    case 'failed':
      return afterFailure(device, seen, circumstances);
    case 'removed':
      return { device: { ...device, dueAt: undefined }, actions: [] };
    default:
      return device.status satisfies never;
  }
}

/** Whether this was a look at what the device waits for: a list that others share needs other permissions, and proves nothing. */
function isOwnLook({ status, step }: Device, seen: Observation): boolean {
  if (status === 'pending' && step === 'linked') return seen.memberships !== undefined;
  if (status === 'pending' && (step === 'grouped' || step === 'assigned')) return seen.assignment !== undefined;
  // Lists show one thing alone.
  return Object.keys(seen).length > (status === 'pending' ? 0 : 1);
}

function decidePending(device: Device, seen: Observation, circumstances: Circumstances): Decision {
  const placed = device.step === 'linked' || device.step === 'grouped' || device.step === 'assigned';
  // These steps do not look for the identity themselves: a list showed it.
  if (placed && seen.identity !== undefined) return glimpse(device, seen.identity, circumstances);
  switch (device.step) {
    case 'accepted':
      return afterAccepted(device, seen, circumstances);
    case 'importing':
      return whileImporting(device, seen, circumstances);
    case 'imported':
      return afterImported(device, seen, circumstances);
    case 'linked':
      return afterLinked(device, seen, circumstances);
    case 'grouped':
    case 'assigned':
      return afterGrouped(device, seen, circumstances);
    default:
      return device.step satisfies never;
  }
}
