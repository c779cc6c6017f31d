import { foldSerial } from '../registration/lifecycle/device.ts';
import type { Autopilot, ImportRecord } from '../registration/ports/autopilot.ts';
import { isWithin } from '../registration/ports/isWithin.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { readNothing } from './answer.ts';
import { sendBatch } from './batch.ts';
import type { GraphClient } from './client.ts';
import { incompleteList } from './incompleteList.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { pageReader, pages } from './pages.ts';
import { readImportRecord } from './responses.ts';
import { versions } from './versions.ts';

/*
 * The staging list of imports: tenant-wide, shared with the Intune portal and every other tool, and not the devices themselves.
 */

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const workload = 'intune';
const version = versions.importedWindowsAutopilotDeviceIdentities;
const listName = 'staging records';
/** A filter that did not work is not tried again for an hour, in milliseconds. */
const filterRests = 3_600_000;

/** What is remembered of the filter of the list. */
export interface FilterMemory {
  brokenAt?: number | undefined;
}

/** Sends one import request; resolves with the ids of its staging records by serial number. An answer that is no list of records leaves the outcome unknown. */
export async function importDevices(
  client: GraphClient,
  importId: string,
  rows: Parameters<Autopilot['importDevices']>[1],
): Promise<Map<string, string>> {
  const importedWindowsAutopilotDeviceIdentities = rows.map(
    ({ serialNumber, hardwareHash, groupTag, assignedUser }) => ({
      '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
      importId,
      serialNumber,
      groupTag,
      hardwareIdentifier: hardwareHash,
      ...(assignedUser === undefined ? {} : { assignedUserPrincipalName: assignedUser }),
    }),
  );
  const path = `${imports}/import`;
  const answer = await client.send(
    {
      workload,
      version,
      method: 'POST',
      path,
      body: { importedWindowsAutopilotDeviceIdentities },
      // Graph logs it beside its own request id, so that Microsoft finds the request by the id that is stored before it is sent.
      headers: { 'client-request-id': importId },
    },
    pageReader(version, path).read,
  );
  const sent = new Map(rows.map(({ serialNumber }) => [foldSerial(serialNumber), serialNumber]));
  const records = readRows(answer.rows, readImportRecord, listName, client.leftOut);
  return new Map(
    records.flatMap(({ serialNumber, id }) => {
      const own = sent.get(foldSerial(serialNumber));
      return own === undefined ? [] : [[own, id] as const];
    }),
  );
}

/**
 * The staging records of one import, by its id or by theirs. Nobody documents the filter: where it is refused, or does not show a record for each
 * serial number, the whole list is read (docs/sources.md, import). `others`: records of these serial numbers that may be somebody else's. Rejects with `unreadable` where a
 * record is missing from a list that has gaps.
 */
export async function importRecords(
  client: GraphClient,
  importId: string,
  recordIds: readonly string[],
  serialNumbers: readonly string[],
  memory: FilterMemory,
  now: number,
): ReturnType<Autopilot['importRecords']> {
  const known = new Set(recordIds);
  const wanted = new Set(serialNumbers.map(foldSerial));
  // Whether the filter is honoured is the service's choice: every row is checked.
  const isOurs = (record: ImportRecord) => record.importId === importId || known.has(record.id);
  const isAll = (records: readonly ImportRecord[]) => {
    const shown = new Set(records.map(({ serialNumber }) => foldSerial(serialNumber)));
    return records.length > 0 && [...wanted].every((serialNumber) => shown.has(serialNumber));
  };
  const filter = `?$filter=${encodeURIComponent(`importId eq '${importId}'`)}`;
  const shown = isWithin(filterRests, memory.brokenAt, now) ? undefined : await filteredList(client, filter);
  const filtered = (shown ?? []).filter(isOurs);
  if (isAll(filtered)) return { ours: filtered, others: [] };
  const gaps: Gaps = { count: 0 };
  const whole = await stagingList(client, '', gaps);
  if (shown === undefined || (filtered.length === 0 && whole.some(isOurs))) noteBroken(memory, now);
  const ours = new Map([...filtered, ...whole.filter(isOurs)].map((record) => [record.id, record]));
  if (gaps.count > 0 && !isAll([...ours.values()])) throw incompleteList(client, workload, imports);
  const others = whole.filter((record) => !isOurs(record) && wanted.has(foldSerial(record.serialNumber)));
  return { ours: [...ours.values()], others };
}

/** Noted once: it is tried again an hour after that, not after its last use. */
function noteBroken(memory: FilterMemory, now: number): void {
  if (!isWithin(filterRests, memory.brokenAt, now)) memory.brokenAt = now;
}

/** What the filter shows; `undefined` where it is refused, or its answer cannot be read. */
async function filteredList(client: GraphClient, filter: string): Promise<ImportRecord[] | undefined> {
  try {
    return await stagingList(client, filter, { count: 0 });
  } catch (error) {
    const mayDiffer =
      error instanceof ServiceError &&
      error.kind !== 'throttled' &&
      error.kind !== 'forbidden' &&
      error.code !== 'aborted';
    if (mayDiffer) return undefined;
    throw error;
  }
}

async function stagingList(client: GraphClient, query: string, gaps: Gaps): Promise<ImportRecord[]> {
  const records: ImportRecord[] = [];
  for await (const page of pages(client, { workload, version, path: `${imports}${query}` }))
    records.push(...readRows(page, readImportRecord, listName, client.leftOut, gaps));
  return records;
}

/** Removes staging records; those already gone are fine. Rejects with `ServiceError` while one stands. */
export async function deleteImportRecords(client: GraphClient, ids: readonly string[]): Promise<void> {
  const items = ids.map((id) => ({ method: 'DELETE' as const, url: `${imports}/${encodeURIComponent(id)}` }));
  const outcomes = await sendBatch(client, workload, version, items, readNothing);
  const left = outcomes.find((outcome) => outcome instanceof ServiceError && outcome.kind !== 'notFound');
  if (left instanceof ServiceError) throw left;
}
