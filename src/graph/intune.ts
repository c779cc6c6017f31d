import { foldSerial } from '../registration/lifecycle/device.ts';
import type { Intune, ManagedDevice } from '../registration/ports/intune.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { lookUp } from './lookUp.ts';
import { namedDevices, setNames } from './names.ts';
import { type Page, pageReader, pages } from './pages.ts';
import { readManagedDevice } from './responses.ts';
import { versions } from './versions.ts';
import { deleteItem, writeEach } from './writes.ts';

const workload = 'intune';
const version = versions.managedDevices;
const listName = 'Intune devices';
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
        version,
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
  const list = async (from: number) => {
    const gaps: Gaps = { count: 0 };
    let count = 0;
    for await (const page of changedSince(client, seen, from, gaps)) {
      count += 1;
      page.forEach(keep);
    }
    if (from > 0) seen.set(managedDevicesPath, count);
    return gaps.count === 0;
  };
  const missed = await lookUp([...wanted], {
    byItem: cheaperByItem(wanted.size, [managedDevicesPath], seen),
    absence: 'listed',
    list: () => list(Math.max(1, since - overlap)),
    isShown: (id) => found.has(id),
    ask: (ids) =>
      askForEach(
        client,
        ids,
        (id) => [`azureADDeviceId eq '${id}'`, isOf(id)],
        (_, rows) => rows.forEach(keep),
        list,
      ),
  });
  return new Map<string, ManagedDevice | 'unread'>([...missed.map((id) => [id, 'unread'] as const), ...found]);
}

/**
 * Asks for the records of each key, and reads the whole fleet where the filter is ignored. Resolves with the keys that nobody can tell about.
 */
async function askForEach(
  client: GraphClient,
  keys: readonly string[],
  ask: (key: string) => [filter: string, fits: (device: ManagedDevice) => boolean],
  keep: (key: string, rows: ManagedDevice[]) => void,
  list: (from: number) => Promise<boolean>,
): Promise<string[]> {
  const asked = keys.map((key) => {
    const [filter, fits] = ask(key);
    const url = filtered(filter);
    return { key, fits, item: { method: 'GET' as const, url }, reader: pageReader(version, url) };
  });
  const items = asked.map(({ item }) => item);
  const pagesRead = await readBatch(client, workload, version, items, (body, index) => asked[index]?.reader.read(body));
  const read = asked.map(({ key, fits }, index) => ({ key, rows: rowsOf(pagesRead[index], fits, client) }));
  if (read.some(({ rows }) => rows === 'ignored') && (await list(0))) return [];
  return read.flatMap(({ key, rows }) => {
    if (!Array.isArray(rows)) return [key];
    keep(key, rows);
    return [];
  });
}

async function bySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
): Promise<Map<string, ManagedDevice[] | 'unread'>> {
  const found = new Map(
    serialNumbers.map((serialNumber) => [foldSerial(serialNumber), new Map<string, ManagedDevice>()]),
  );
  const keep = (device: ManagedDevice) => found.get(foldSerial(device.serialNumber))?.set(device.id, device);
  const list = wholeFleetInto(client, seen, keep);
  const missed = await lookUp([...new Set(serialNumbers)], {
    byItem: cheaperByItem(serialNumbers.length, [wholeFleet], seen),
    absence: 'listed',
    list,
    isShown: () => false,
    ask: (asked) =>
      askForEach(
        client,
        asked,
        (key) => [`serialNumber eq '${key.replaceAll("'", "''")}'`, hasSerialNumber(key)],
        (_, rows) => rows.forEach(keep),
        list,
      ),
  });
  return withUnread(found, missed.map(foldSerial));
}

/** Records to be deleted. */
async function managedRecords(
  client: GraphClient,
  seen: PageCounts,
  entraDeviceIds: readonly string[],
): ReturnType<Intune['managedRecords']> {
  const wanted = [...new Set(entraDeviceIds.map((id) => id.toLowerCase()).filter((id) => id !== ''))];
  const found = new Map(wanted.map((id) => [id, new Map<string, ManagedDevice>()]));
  const keep = (device: ManagedDevice) => found.get(device.entraDeviceId ?? '')?.set(device.id, device);
  const list = wholeFleetInto(client, seen, keep);
  const missed = await lookUp(wanted, {
    byItem: cheaperByItem(wanted.length, [wholeFleet], seen),
    absence: 'listed',
    list,
    isShown: () => false,
    ask: (ids) =>
      askForEach(
        client,
        ids,
        (id) => [`azureADDeviceId eq '${id}'`, isOf(id)],
        (_, rows) => rows.forEach(keep),
        list,
      ),
  });
  return withUnread(found, missed);
}

function wholeFleetInto(
  client: GraphClient,
  seen: PageCounts,
  keep: (device: ManagedDevice) => void,
): () => Promise<boolean> {
  return async () => {
    const gaps: Gaps = { count: 0 };
    for await (const page of changedSince(client, seen, 0, gaps)) page.forEach(keep);
    return gaps.count === 0;
  };
}

/** Nobody knows of all records of a device unless each of them could be read. */
function withUnread(
  found: ReadonlyMap<string, ReadonlyMap<string, ManagedDevice>>,
  missed: readonly string[],
): Map<string, ManagedDevice[] | 'unread'> {
  const open = new Set(missed);
  return new Map(
    [...found].map(([key, records]): [string, ManagedDevice[] | 'unread'] => [
      key,
      open.has(key) ? 'unread' : [...records.values()],
    ]),
  );
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
function rowsOf(
  page: Page | undefined | typeof unread,
  fits: (device: ManagedDevice) => boolean,
  client: GraphClient,
): ManagedDevice[] | 'unread' | 'ignored' {
  // A list is never "not found"; such an answer says nothing.
  if (page === unread || page === undefined) return 'unread';
  const gaps: Gaps = { count: 0 };
  const rows = readRows(page.rows, readManagedDevice, listName, client.leftOut, gaps);
  if (!rows.every(fits) || page.next !== undefined) return 'ignored';
  return gaps.count > 0 ? 'unread' : rows;
}

async function* changedSince(
  client: GraphClient,
  seen: PageCounts,
  since: number,
  gaps: Gaps = { count: 0 },
): AsyncGenerator<ManagedDevice[]> {
  const path = since === 0 ? managedDevicesPath : filtered(`lastSyncDateTime gt ${new Date(since).toISOString()}`);
  let count = 0;
  for await (const page of pages(client, { workload, version, path })) {
    count += 1;
    yield readRows(page, readManagedDevice, listName, client.leftOut, gaps);
  }
  if (since === 0) seen.set(wholeFleet, count);
}

function filtered(filter: string): string {
  return `${managedDevicesPath}?$filter=${encodeURIComponent(filter)}`;
}
