import type { Device } from '../../registration/lifecycle/device.ts';
import type { Registration } from '../../registration/registration.ts';

/** The devices that somebody named, each serial number once. */
export interface NamedDevices {
  /** One list for each serial number that is known; devices of several manufacturers may share one. */
  found: [Device, ...Device[]][];
  /** Serial numbers no device has, as they were given. */
  unknown: string[];
}

/** Looks up serial numbers, whatever their case. */
export async function findNamed(
  serialNumbers: readonly string[],
  { devices }: Pick<Registration, 'devices'>,
): Promise<NamedDevices> {
  const named: NamedDevices = { found: [], unknown: [] };
  const each = new Map(serialNumbers.map((serialNumber) => [serialNumber.toUpperCase(), serialNumber]));
  for (const serialNumber of each.values()) {
    const [first, ...others] = await devices(serialNumber);
    if (first === undefined) named.unknown.push(serialNumber);
    else named.found.push([first, ...others]);
  }
  return named;
}
