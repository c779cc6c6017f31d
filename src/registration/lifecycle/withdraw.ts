import type { Device } from './device.ts';
import { announce } from './moves.ts';

/**
 * The device, not ready for user any more, with that to be said. Where `ready` was not told yet, it never will be: when the device is ready
 * again, that is a new one. A digest that tells the old one already leaves the device out (`deliver.ts`).
 */
export function withdraw(device: Device, now: number, why: string): Device {
  const announcements = device.announcements.filter(({ kind }) => kind !== 'ready');
  return announce({ ...device, announcements, announcedAt: announcements[0]?.at }, 'withdrawn', now, why);
}
