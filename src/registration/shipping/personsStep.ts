import type { Device, PersonsWord } from '../lifecycle/device.ts';
import { record } from '../lifecycle/moves.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';

/**
 * A step of the workflows that only a person can take: `shipped` is step 10 of the automatic and 18 of the manual one, `confirmed` are
 * steps 16 and 24 (docs/sources.md, Managed Desktop).
 */
export type PersonsStep = 'shipped' | 'confirmed';

/** Why nobody can take the step for a device. */
export type Obstacle =
  /** Not ready for user: not yet, or not any more. */
  | 'pending'
  | 'failed'
  | 'removed'
  /** Somebody asked to deregister it. */
  | 'beingRemoved'
  /** Ready, but Intune has not seen it in its user's hands. */
  | 'unused'
  /** In use once and quiet since: confirmed only by who names it. */
  | 'inactive';

/** What stands in the way of taking the step for this device; `byName` when its serial number was given, not just its batch. */
export function obstacle(step: PersonsStep, device: Device, byName = false): Obstacle | undefined {
  if (isBeingRemoved(device)) return 'beingRemoved';
  const { status } = device;
  switch (status) {
    case 'pending':
    case 'failed':
    case 'removed':
      return status;
    case 'ready':
      return step === 'shipped' ? undefined : 'unused';
    case 'inactive':
      return step === 'shipped' || byName ? undefined : 'inactive';
    case 'active':
      return undefined;
    default:
      return status satisfies never;
  }
}

/** The device with somebody's word in its record and its history. */
export function withWord(step: PersonsStep, device: Device, word: PersonsWord): Device {
  return record({ ...device, [step]: word }, `${line(step, device.status)} by ${word.by.name}`, word.at);
}

function line(step: PersonsStep, status: Device['status']): string {
  if (step === 'shipped')
    return status === 'ready' ? 'Marked as shipped' : 'Marked as shipped, when it was already in use,';
  return status === 'active' ? 'Confirmed active' : 'Confirmed, although inactive,';
}
