import type { Absence } from '../ports/absence.ts';
import type { ImportRecord } from '../ports/autopilot.ts';
import type { Ports } from '../ports/ports.ts';
import { isFinal } from './decideImport.ts';
import { type Device, deviceKey, foldSerial } from './device.ts';
import type { Observation } from './observation.ts';

type World = Pick<Ports, 'autopilot'>;
/** By device key. */
export type Sightings = Map<string, Observation>;

/** Notes what was seen of a device, beside what was seen of it before. */
export function see(observations: Sightings, device: Device, seen: Observation): void {
  observations.set(device.id, { ...observations.get(device.id), ...seen });
}

/**
 * The identities of these devices, by serial number and manufacturer. `orOnly`: where nobody else in the tenant has the serial number,
 * that is the device, however its manufacturer is spelt: Autopilot said that it has it.
 */
export async function lookForIdentities(
  devices: Device[],
  observations: Sightings,
  { autopilot }: Pick<World, 'autopilot'>,
  orOnly: (device: Device) => boolean = () => false,
): Promise<void> {
  const bySerial = await autopilot.identitiesBySerialNumber(devices.map(({ serialNumber }) => serialNumber));
  for (const device of devices) {
    const namesakes = bySerial.get(device.serialNumber) ?? 'unread';
    // Nobody can say whether it is there, and whoever takes it for absent imports it.
    if (namesakes === 'unread') continue;
    // A serial number alone may belong to another manufacturer's device.
    const own = namesakes.filter(
      ({ manufacturer, serialNumber }) => deviceKey(manufacturer, serialNumber) === device.id,
    );
    const known = namesakes.find(({ id }) => id === device.autopilotId);
    const only = namesakes.length === 1 && orOnly(device) ? namesakes[0] : undefined;
    const identity = known ?? own.find(({ hardwareChanged }) => !hardwareChanged) ?? own[0] ?? only ?? 'absent';
    see(observations, device, { identity });
  }
}

/** The staging records of imports under way; of a device without any, its identity. */
export async function lookAtImports(devices: Device[], observations: Sightings, world: World): Promise<void> {
  const untraced: Device[] = [];
  for (const [importId, members] of Map.groupBy(devices, (device) => device.importId ?? '')) {
    const recordIds = members.flatMap(({ importRecordId }) => importRecordId ?? []);
    const serialNumbers = members.map(({ serialNumber }) => serialNumber);
    const { ours: records, others } = await world.autopilot.importRecords(importId, recordIds, serialNumbers);
    // Whose they are cannot be known, but something is being done with these devices.
    const elsewhere = new Set(others.flatMap((record) => (isFinal(record) ? [] : [foldSerial(record.serialNumber)])));
    const bySerial = new Map(records.map((record) => [foldSerial(record.serialNumber), record]));
    const byId = new Map(records.map((record) => [record.id, record]));
    const importProgress = progress(records);
    for (const device of members) {
      const importRecord =
        byId.get(device.importRecordId ?? '') ?? bySerial.get(foldSerial(device.serialNumber)) ?? 'absent';
      const importElsewhere = elsewhere.has(foldSerial(device.serialNumber));
      see(observations, device, { importRecord, importProgress, ...(importElsewhere ? { importElsewhere } : {}) });
      if (importRecord === 'absent') untraced.push(device);
    }
  }
  if (untraced.length > 0) await lookForIdentities(untraced, observations, world);
}

function progress(records: readonly ImportRecord[]): 'open' | 'partly' | 'over' {
  const final = records.filter(isFinal).length;
  return final === records.length ? 'over' : final > 0 ? 'partly' : 'open';
}

/** By id; without one, or with one that is not to be seen (yet, or any more), the serial number finds it. `asked`: what a list does not show is asked for. */
export async function lookAtIdentities(
  devices: readonly Device[],
  observations: Sightings,
  world: Pick<World, 'autopilot'>,
  absence?: Absence,
): Promise<void> {
  const ids = devices.flatMap(({ autopilotId }) => autopilotId ?? []);
  const identities: Awaited<ReturnType<World['autopilot']['identities']>> =
    ids.length > 0 ? await world.autopilot.identities(ids, absence) : new Map();
  const missing: Device[] = [];
  for (const device of devices) {
    const identity = identities.get(device.autopilotId ?? '');
    if (identity === undefined) missing.push(device);
    else if (identity !== 'unread') see(observations, device, { identity });
  }
  if (missing.length === 0) return;
  const saidToBeThere = ({ status, autopilotId }: Device) => status === 'pending' && autopilotId === undefined;
  await lookForIdentities(missing, observations, world, saidToBeThere);
}
