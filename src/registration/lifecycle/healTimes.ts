import type { Policy } from '../policy/policy.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import type { Device } from './device.ts';

/** Times of what has happened. */
const pastTimes = [
  'stepSince',
  'registeredAt',
  'waitingSince',
  'importRequestedAt',
  'correctingSince',
  'announcedAt',
] as const satisfies readonly (keyof Device)[];

/**
 * The device without times that cannot be: of what has happened none lies ahead, and nothing is waited for much longer than anything waits.
 * The clock went ahead and came back. The same object where every time can be.
 */
export function healTimes(device: Device, policy: Policy, now: number): Device {
  const latest = now + 2 * longestWait(device, policy);
  const isLost = device.dueAt !== undefined && device.dueAt > latest;
  const wrong = pastTimes.filter((field) => (device[field] ?? 0) > now);
  const announcements = device.announcements.some(({ at }) => at > now)
    ? device.announcements.map((announcement) => ({ ...announcement, at: Math.min(announcement.at, now) }))
    : device.announcements;
  if (!isLost && wrong.length === 0 && announcements === device.announcements) return device;
  const healed: Device = { ...device, announcements, dueAt: isLost ? now : device.dueAt };
  for (const field of wrong) healed[field] = now;
  return healed;
}

/** Milliseconds to the next look at most. Only a device in use rests for days. */
function longestWait(device: Device, { lookTicks, import: { ticks }, restingLook, inactiveAfter }: Policy): number {
  const rests = device.status === 'active' && device.correctingSince === undefined && !isBeingRemoved(device);
  return Math.max(...lookTicks, ...ticks, restingLook, rests ? inactiveAfter : 0);
}
