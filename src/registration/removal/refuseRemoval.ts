import type { Device } from '../lifecycle/device.ts';
import { isBeingRemoved } from './isBeingRemoved.ts';

/** Devices one person can ask to remove at a time: as many as a card can name. */
export const mostRemoved = 30;

/** Why a device cannot be removed now. */
export type RemovalRefusal = 'pending' | 'beingRemoved' | 'removed';

/** Why this device cannot be removed now; `undefined` when it can. A registration on its way cannot be taken back (docs/sources.md, Managed Desktop). */
export function refuseRemoval(device: Device): RemovalRefusal | undefined {
  if (device.status === 'removed') return 'removed';
  if (isBeingRemoved(device)) return 'beingRemoved';
  return device.status === 'pending' ? 'pending' : undefined;
}
