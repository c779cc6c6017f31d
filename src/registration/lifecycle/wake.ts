import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Device } from './device.ts';
import type { WakeSubject } from './wakeUp.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** Stores wake-ups durably. */
export async function storeWakeUps(
  subjects: readonly WakeSubject[],
  { store, clock, newId }: World & Pick<Ports, 'newId'>,
): Promise<void> {
  if (subjects.length > 0) await store.create('wakeUps', { id: newId(), at: clock.now(), subjects: [...subjects] });
}

/** Makes the devices of an Entra object due, or those of a status. Resolves with those that fit, except removed ones: what is there again was not known. */
export async function makeDue(
  equals: { entraObjectId: string } | { status: Device['status'] },
  { store, clock }: World,
): Promise<Device[]> {
  const found: Device[] = [];
  for await (const device of everyRecord(store, 'devices', { equals })) {
    if (device.status === 'removed') continue;
    await makeDeviceDue(device, { store, clock });
    found.push(device);
  }
  return found;
}

/** Makes one device due, unless it failed: then a person is waited for. */
export async function makeDeviceDue(device: Device, { store, clock }: World): Promise<void> {
  const now = clock.now();
  if (device.status === 'failed' || (device.dueAt !== undefined && device.dueAt <= now)) return;
  // Somebody who changes the device meanwhile looks at it anyway.
  await store.replace('devices', { ...device, dueAt: now });
}
