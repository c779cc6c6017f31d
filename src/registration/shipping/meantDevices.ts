import type { Device } from '../lifecycle/device.ts';
import { findDevices } from '../lifecycle/findDevices.ts';
import type { Ports } from '../ports/ports.ts';
import type { StepOutcome, StepRequest } from './stepOutcome.ts';

/** The devices somebody means, and what was not clear about them. */
export type Meant = Pick<StepOutcome, 'unknown' | 'repeated' | 'ambiguous'> & { devices: Device[] };

/** Looks up what a request is about. */
export function meantDevices(scope: StepRequest['scope'], store: Ports['store']): Promise<Meant> {
  if ('serialNumbers' in scope) return namedDevices(scope.serialNumbers, store);
  return devicesWithKeys('shown' in scope ? scope.shown.map(({ key }) => key) : scope.deviceIds, store);
}

async function namedDevices(serialNumbers: readonly string[], store: Ports['store']): Promise<Meant> {
  const given = Map.groupBy(
    serialNumbers.map((serialNumber) => serialNumber.trim()).filter((serialNumber) => serialNumber !== ''),
    (serialNumber) => serialNumber.toUpperCase(),
  );
  const meant: Meant = { devices: [], unknown: [], repeated: [], ambiguous: [] };
  for (const [serialNumber = '', ...again] of given.values()) {
    const found = await findDevices(serialNumber, store);
    if (found.length > 1) meant.ambiguous.push({ serialNumber, devices: found });
    else meant.devices.push(...found);
    if (found.length === 0) meant.unknown.push(serialNumber);
    if (again.length > 0) meant.repeated.push(serialNumber);
  }
  return meant;
}

async function devicesWithKeys(keys: readonly string[], store: Ports['store']): Promise<Meant> {
  const meant: Meant = { devices: [], unknown: [], repeated: [], ambiguous: [] };
  for (const key of new Set(keys)) {
    const device = await store.get('devices', key);
    if (device === undefined) meant.unknown.push(key.split('|').at(-1) ?? key);
    else meant.devices.push(device);
  }
  return meant;
}
