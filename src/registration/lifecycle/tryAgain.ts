import type { Person } from '../person.ts';
import { importOver } from './decideImport.ts';
import type { Device } from './device.ts';
import { move, record } from './moves.ts';

/**
 * Somebody asked to try a device again: a failed one goes back to where the next look finds out what to do, one that is stuck is looked at
 * now. Pure. `undefined` where there is nothing to try again.
 *
 * @remarks An import that left no trace may still be alive: the device waits for that one first. Any other begins anew, and the look before
 * an import finds what Autopilot has of it already.
 */
export function tryAgain(device: Device, by: Person, now: number): Device | undefined {
  const isStuck = device.status === 'pending' && device.problem !== undefined;
  // Only Autopilot knows whether its tag was corrected.
  if (isStuck || (device.status === 'failed' && device.problem?.code === 'unsupported-tag')) {
    if (device.dueAt !== undefined && device.dueAt <= now) return device;
    return { ...record(device, `Looked at now, asked by ${by.name}`, now), dueAt: now };
  }
  if (device.status !== 'failed') return undefined;
  const alive = device.step === 'importing' && device.importId !== undefined;
  const place = { status: 'pending', step: alive ? 'importing' : 'accepted', importAttempts: undefined } as const;
  // What was left to say about the failure is said: whoever asks for this knows of it.
  const announcements = device.announcements.filter(({ kind }) => kind !== 'failed');
  const again: Device = {
    ...(alive ? device : importOver(device)),
    announcements,
    announcedAt: announcements[0]?.at,
    waitingSince: undefined,
  };
  return move(again, place, `Tried again, asked by ${by.name}`, now);
}
