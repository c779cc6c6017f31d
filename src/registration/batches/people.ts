import type { Device } from '../lifecycle/device.ts';
import type { BatchView } from './view.ts';

/** Nobody has said anything yet. */
export function nobodySaid(): BatchView['people'] {
  return { shipped: 0, toShip: 0, shippedUnsaid: 0, confirmed: 0, toConfirm: 0, fellBack: [] };
}

/** Counts what people said about a device. */
export function countWords(people: BatchView['people'], { status, serialNumber, shipped, confirmed }: Device): void {
  if (status === 'removed') return;
  if (status === 'pending' || status === 'failed') {
    if (shipped !== undefined) people.fellBack.push(serialNumber);
    return;
  }
  if (shipped !== undefined) people.shipped += 1;
  else if (status === 'ready') people.toShip += 1;
  else people.shippedUnsaid += 1;
  if (status === 'ready') return;
  if (confirmed !== undefined) people.confirmed += 1;
  else if (status === 'active') people.toConfirm += 1;
}
