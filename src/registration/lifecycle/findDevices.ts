import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Device } from './device.ts';

/** Devices with exactly this serial number, whatever their manufacturer; case does not matter. */
export async function findDevices(serialNumber: string, store: Ports['store']): Promise<Device[]> {
  const wanted = serialNumber.trim();
  const found = new Map<string, Device>();
  for (const spelling of new Set([wanted, wanted.toUpperCase(), wanted.toLowerCase()])) {
    for await (const device of everyRecord(store, 'devices', { equals: { serialNumber: spelling } }))
      found.set(device.id, device);
  }
  return [...found.values()];
}
