import { type ConcludePorts, conclude, type Sighting } from '../lifecycle/conclude.ts';
import { type Device, deviceKey } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import type { Bookmark } from '../ports/bookmark.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { ManagedDevice } from '../ports/intune.ts';
import { isWithin } from '../ports/isWithin.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';

/** Clocks differ, and a list may lag: each sweep reads this much of what the last one read, in milliseconds. */
const overlap = 10 * 60_000;
/** The whole list is read this often, because nobody promises that the filtered one is complete. Milliseconds. */
const wholeEvery = 24 * 3_600_000;

/** What a sweep did. */
export interface SweepResult {
  /** Devices written. */
  written: number;
  batches: Set<string>;
  errors: unknown[];
}

/**
 * Who enrolled and who synchronised since the last sweep: one list for all devices, in use or waiting for their users, so that the cost
 * grows with what changed and not with how many wait.
 */
export async function sweep(ports: ConcludePorts, policy: Policy, signal?: AbortSignal): Promise<SweepResult> {
  const { store, clock, intune } = ports;
  const result: SweepResult = { written: 0, batches: new Set(), errors: [] };
  const started = clock.now();
  const bookmark = await store.get('bookmarks', 'managedDevices');
  // A bookmark ahead of now is none: what happened since would not be read before then.
  const whole = bookmark === undefined || bookmark.readTo > started || !isWithin(wholeEvery, bookmark.wholeAt, started);
  for await (const page of intune.changedSince(whole ? 0 : bookmark.readTo - overlap)) {
    if (signal?.aborted === true) return result;
    const sightings = await sightingsOf(page, ports);
    const { written, faults } = await conclude(sightings, ports, policy, {
      written: 0,
      batches: result.batches,
      faults: [],
    });
    result.written += written;
    result.errors.push(...faults.map(({ error }) => error));
  }
  await turnTo(
    { id: 'managedDevices', readTo: started, wholeAt: whole ? started : (bookmark?.wholeAt ?? started) },
    bookmark,
    ports,
  );
  return result;
}

/** The devices of ours among these records, by Entra id, and by serial number and manufacturer: hybrid join gives a device a second Entra object. */
async function sightingsOf(
  page: readonly ManagedDevice[],
  { store }: Pick<ConcludePorts, 'store'>,
): Promise<Sighting[]> {
  const found = new Map<string, { device: Device; records: ManagedDevice[] }>();
  for (const record of page) {
    for (const device of await devicesOf(record, store)) {
      const known = found.get(device.id);
      if (known === undefined) found.set(device.id, { device, records: [record] });
      else known.records.push(record);
    }
  }
  return [...found.values()].map(({ device, records }) => ({ device, seen: { managedDevices: records } }));
}

async function devicesOf(
  { entraDeviceId, manufacturer, serialNumber }: ManagedDevice,
  store: ConcludePorts['store'],
): Promise<Device[]> {
  const own = await store.get('devices', deviceKey(manufacturer, serialNumber));
  const found = own === undefined ? [] : [own];
  if (entraDeviceId !== undefined && own?.entraDeviceId !== entraDeviceId)
    for await (const device of everyRecord(store, 'devices', { equals: { entraDeviceId } }))
      if (device.id !== own?.id) found.push(device);
  return found.filter(isFollowed);
}

function isFollowed(device: Device): boolean {
  const { status } = device;
  return !isBeingRemoved(device) && (status === 'ready' || status === 'active' || status === 'inactive');
}

async function turnTo(
  next: Omit<Bookmark, 'version'>,
  last: Bookmark | undefined,
  { store }: Pick<ConcludePorts, 'store'>,
): Promise<void> {
  if (last === undefined) await store.create('bookmarks', next);
  else await store.replace('bookmarks', { ...last, ...next });
}
