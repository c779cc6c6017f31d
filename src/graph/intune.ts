import { foldSerial } from '../registration/lifecycle/device.ts';
import type { Intune, ManagedDevice } from '../registration/ports/intune.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { namedDevices, setNames } from './names.ts';
import { pages, valuesOf } from './pages.ts';
import { readManagedDevice } from './responses.ts';
import { versions } from './versions.ts';
import { deleteItem, writeEach } from './writes.ts';

const workload = 'intune';
const managedDevicesPath = '/deviceManagement/managedDevices';
/** The list without a filter, for page counts. */
const wholeFleet = `${managedDevicesPath}:all`;
/** Clocks differ, and a list may lag: read this much further back, in milliseconds. */
const overlap = 10 * 60_000;

/** Microsoft Intune through Microsoft Graph. */
export function createIntune(client: GraphClient): Intune {
  const seen: PageCounts = new Map();
  return {
    managedDevices: (entraDeviceIds, since) => managedDevices(client, seen, entraDeviceIds, since),
    managedDevicesBySerialNumber: (serialNumbers) => bySerialNumber(client, seen, serialNumbers),
    managedRecords: (entraDeviceIds) => managedRecords(client, seen, entraDeviceIds),
    deleteDevices: (ids) =>
      writeEach(client, {
        workload,
        version: versions.managedDevices,
        ids,
        item: deleteItem(managedDevicesPath),
        absent: 'done',
      }),
    namedDevices: () => namedDevices(client),
    setNames: (names) => setNames(client, names),
    changedSince: (since) => changedSince(client, seen, since),
  };
}

/** Intune ignores filters it does not support and answers with the whole fleet (docs/sources.md, managed devices): every row is checked against what was asked. */
async function managedDevices(
  client: GraphClient,
  seen: PageCounts,
  entraDeviceIds: readonly string[],
  since: number,
): Promise<Map<string, ManagedDevice | 'unread'>> {
  const wanted = new Set(entraDeviceIds.map((id) => id.toLowerCase()));
  const found = new Map<string, ManagedDevice>();
  const keep = (device: ManagedDevice | undefined) => {
    if (device?.entraDeviceId === undefined || !wanted.has(device.entraDeviceId)) return;
    // A device that was enrolled before may have left an older record behind.
    const known = found.get(device.entraDeviceId);
    if (known === undefined || (known.enrolledAt ?? 0) < (device.enrolledAt ?? 0))
      found.set(device.entraDeviceId, device);
  };
  if (cheaperByItem(entraDeviceIds.length, [managedDevicesPath], seen)) {
    const items = entraDeviceIds.map((id) => ({ method: 'GET' as const, url: filtered(`azureADDeviceId eq '${id}'`) }));
    const bodies = await readBatch(client, workload, versions.managedDevices, items);
    const read = bodies.map((body, index) => rowsOf(body, isOf(entraDeviceIds[index] ?? '')));
    if (read.includes('ignored')) for await (const page of changedSince(client, seen, 0)) page.forEach(keep);
    else for (const rows of read) if (Array.isArray(rows)) rows.forEach(keep);
    const missed = read.includes('ignored') ? [] : entraDeviceIds.filter((_, index) => read[index] === 'unread');
    return new Map<string, ManagedDevice | 'unread'>([...found, ...missed.map((id) => [id, 'unread'] as const)]);
  }
  let count = 0;
  const path = filtered(`lastSyncDateTime gt ${new Date(Math.max(0, since - overlap)).toISOString()}`);
  for await (const page of pages(client, { workload, version: versions.managedDevices, path })) {
    count += 1;
    for (const raw of page) keep(readManagedDevice(raw));
  }
  seen.set(managedDevicesPath, count);
  return found;
}

async function bySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
): Promise<Map<string, ManagedDevice[] | 'unread'>> {
  const found = new Map<string, ManagedDevice[] | 'unread'>(
    serialNumbers.map((serialNumber) => [foldSerial(serialNumber), []]),
  );
  const keep = (device: ManagedDevice) => {
    const list = found.get(foldSerial(device.serialNumber));
    if (Array.isArray(list)) list.push(device);
  };
  const readAll = async () => {
    for await (const page of changedSince(client, seen, 0)) page.forEach(keep);
    return found;
  };
  if (!cheaperByItem(serialNumbers.length, [wholeFleet], seen)) return readAll();
  const asked = [...new Set(serialNumbers)];
  const items = asked.map((serialNumber) => ({
    method: 'GET' as const,
    url: filtered(`serialNumber eq '${serialNumber.replaceAll("'", "''")}'`),
  }));
  const bodies = await readBatch(client, workload, versions.managedDevices, items);
  const read = asked.map((serialNumber, index) => rowsOf(bodies[index], hasSerialNumber(serialNumber)));
  if (read.includes('ignored')) return readAll();
  for (const [index, serialNumber] of asked.entries()) {
    const rows = read[index];
    if (Array.isArray(rows)) rows.forEach(keep);
    else found.set(foldSerial(serialNumber), 'unread');
  }
  return found;
}

/** Records to be deleted. */
async function managedRecords(
  client: GraphClient,
  seen: PageCounts,
  entraDeviceIds: readonly string[],
): ReturnType<Intune['managedRecords']> {
  const wanted = [...new Set(entraDeviceIds.map((id) => id.toLowerCase()).filter((id) => id !== ''))];
  if (cheaperByItem(wanted.length, [wholeFleet], seen)) {
    const items = wanted.map((id) => ({ method: 'GET' as const, url: filtered(`azureADDeviceId eq '${id}'`) }));
    const bodies = await readBatch(client, workload, versions.managedDevices, items);
    const read = wanted.map((id, index) => [id, rowsOf(bodies[index], isOf(id))] as const);
    const trusted = read.flatMap(([id, records]) => (records === 'ignored' ? [] : [[id, records] as const]));
    if (trusted.length === wanted.length) return new Map(trusted);
  }
  const found = new Map(wanted.map((id): [string, ManagedDevice[]] => [id, []]));
  for await (const page of changedSince(client, seen, 0)) {
    for (const device of page) found.get(device.entraDeviceId ?? '')?.push(device);
  }
  return found;
}

function isOf(entraDeviceId: string): (device: ManagedDevice) => boolean {
  return (device) => device.entraDeviceId === entraDeviceId.toLowerCase();
}

function hasSerialNumber(serialNumber: string): (device: ManagedDevice) => boolean {
  return (device) => device.serialNumber.toUpperCase() === serialNumber.toUpperCase();
}

/**
 * An answer with a row that was not asked for, or with more pages, means that the filter was `ignored`. Then the whole fleet is read, because
 * its first page says nothing about who is not in it.
 */
function rowsOf(body: unknown, fits: (device: ManagedDevice) => boolean): ManagedDevice[] | 'unread' | 'ignored' {
  // A list is never "not found"; such an answer says nothing.
  if (body === unread || body === undefined) return 'unread';
  const rows = valuesOf(body).flatMap((raw) => readManagedDevice(raw) ?? []);
  const { '@odata.nextLink': more } = (body ?? {}) as { '@odata.nextLink'?: unknown };
  return rows.every(fits) && more === undefined ? rows : 'ignored';
}

async function* changedSince(client: GraphClient, seen: PageCounts, since: number): AsyncGenerator<ManagedDevice[]> {
  const path = since === 0 ? managedDevicesPath : filtered(`lastSyncDateTime gt ${new Date(since).toISOString()}`);
  let count = 0;
  for await (const page of pages(client, { workload, version: versions.managedDevices, path })) {
    count += 1;
    yield page.flatMap((raw) => readManagedDevice(raw) ?? []);
  }
  if (since === 0) seen.set(wholeFleet, count);
}

function filtered(filter: string): string {
  return `${managedDevicesPath}?$filter=${encodeURIComponent(filter)}`;
}
