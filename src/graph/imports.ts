import type { Autopilot, ImportRecord } from '../registration/ports/autopilot.ts';
import { sendBatch } from './batch.ts';
import type { GraphClient } from './client.ts';
import { pages, valuesOf } from './pages.ts';
import { readImportRecord } from './responses.ts';
import { versions } from './versions.ts';

/*
 * The staging list of imports: tenant-wide, shared with the Intune portal and every other tool, and not the devices themselves.
 */

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const workload = 'intune';

/** Sends one import request; resolves with the ids of its staging records by serial number. */
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
  const version = versions.importedWindowsAutopilotDeviceIdentities;
  const answer = await client.send({
    workload,
    version,
    method: 'POST',
    path: `${imports}/import`,
    body: { importedWindowsAutopilotDeviceIdentities },
    // Graph logs it beside its own request id, so that Microsoft finds the request by the id that is stored before it is sent.
    headers: { 'client-request-id': importId },
  });
  const records = valuesOf(answer).flatMap((raw) => readImportRecord(raw) ?? []);
  return new Map(records.map(({ serialNumber, id }) => [serialNumber, id]));
}

/** The staging records of one import, by its id or by theirs. */
export async function importRecords(
  client: GraphClient,
  importId: string,
  recordIds: readonly string[],
): Promise<ImportRecord[]> {
  const known = new Set(recordIds);
  // Whether the filter is honoured is the service's choice: every row is checked.
  const isOurs = (record: ImportRecord) => record.importId === importId || known.has(record.id);
  const filtered = await stagingList(client, `?$filter=${encodeURIComponent(`importId eq '${importId}'`)}`);
  const ours = filtered.filter(isOurs);
  if (ours.length > 0 || known.size === 0) return ours;
  return (await stagingList(client, '')).filter(isOurs);
}

async function stagingList(client: GraphClient, query: string): Promise<ImportRecord[]> {
  const records: ImportRecord[] = [];
  const request = {
    workload,
    version: versions.importedWindowsAutopilotDeviceIdentities,
    path: `${imports}${query}`,
  } as const;
  for await (const page of pages(client, request)) records.push(...page.flatMap((raw) => readImportRecord(raw) ?? []));
  return records;
}

/** Removes staging records; those already gone are fine. */
export async function deleteImportRecords(client: GraphClient, ids: readonly string[]): Promise<void> {
  const items = ids.map((id) => ({ method: 'DELETE' as const, url: `${imports}/${encodeURIComponent(id)}` }));
  await sendBatch(client, workload, versions.importedWindowsAutopilotDeviceIdentities, items);
}
