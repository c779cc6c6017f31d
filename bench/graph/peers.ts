import { z } from 'zod/v4';
import type { Peer, PeerRow, PeerWorld } from './peer.ts';

/*
 * The published algorithms, request by request: which calls they make, in which order, and how long they sleep between them. Read from
 * their sources; what they do beside talking to Graph is left out. The first two take every state but `unknown` for final. The sandbox says
 * `pending` long before the end, where they would go on with nothing in hand, so here all of them wait for the end, as they mean to.
 */

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const identities = '/deviceManagement/windowsAutopilotDeviceIdentities';
const record = z.object({
  id: z.string(),
  serialNumber: z.string(),
  state: z.object({ deviceImportStatus: z.string(), deviceRegistrationId: z.string() }),
});
type ImportRecord = z.output<typeof record>;
const importAnswer = z.object({ value: z.array(record) });
const assignable = z.object({ deploymentProfileAssignmentStatus: z.string() });

/**
 * `Get-WindowsAutopilotInfo -Online -Assign` given many computers: a POST a device; then every device asked for its import by id, every
 * 30 s until all are final; then every device by its Autopilot id until all are there; then every device with its profiles until all
 * are assigned. Finished devices are asked again with the others, and no loop has a limit. It removes nothing.
 * (MikePohatu/Get-WindowsAutoPilotInfo 84a1e77, lines 415-438, 461-489, 586-620.)
 */
export const getWindowsAutopilotInfo: Peer = async (world) => {
  const sent: string[] = [];
  for (const row of world.rows) sent.push(await post(world, row));
  let records: ImportRecord[] = [];
  await repeat(world, 30, async () => {
    records = [];
    for (const id of sent) records.push(record.parse(await world.ask('GET', `${imports}/${id}`)));
    return records.every(isDone);
  });
  const ids = records.map(({ state }) => state.deviceRegistrationId);
  await repeat(world, 30, async () => {
    const found = [];
    for (const id of ids) found.push(await world.ask('GET', `${identities}/${id}`));
    return !found.includes(undefined);
  });
  await repeat(world, 30, async () => {
    let assigned = 0;
    for (const id of ids) {
      const path = `${identities}/${id}?$expand=deploymentProfile,intendedDeploymentProfile`;
      const device = assignable.parse(await world.ask('GET', path));
      if (device.deploymentProfileAssignmentStatus.startsWith('assigned')) assigned += 1;
    }
    return assigned === ids.length;
  });
};

/**
 * `Import-AutopilotCSV` of WindowsAutopilotIntune: a POST a device; then the tenant's whole staging list every 15 s until nothing on it
 * is unfinished; then a DELETE for every record on it. It waits for neither the devices nor their profiles.
 * (andrew-s-taylor/WindowsAutopilotInfo a0d2a1c, WindowsAutopilotIntuneCommunity.psm1, lines 1938-1980.)
 */
export const importAutopilotCsv: Peer = async (world) => {
  for (const row of world.rows) await post(world, row);
  let records: ImportRecord[] = [];
  await repeat(world, 15, async () => {
    records = z.array(record).parse(await world.list(imports));
    return records.every(isDone);
  });
  for (const { id } of records) await world.ask('DELETE', `${imports}/${id}`);
};

/**
 * Autopilot Management 1.3.2: 50 devices a POST, each with an import id of its own; every batch looked at every 30 s, side by side, until
 * all of it is final, for 1,800 s at most. It removes nothing and waits for neither the devices nor their profiles.
 * (Jaekty/Autopilot-Management 00b4e83, lines 2031-2110, 2157-2193.)
 */
export const autopilotManagement: Peer = async (world) => {
  let open: string[] = [];
  for (let start = 0; start < world.rows.length; start += 50) {
    const importId = world.newId();
    const devices = world.rows.slice(start, start + 50).map((row) => ({ ...row, importId }));
    await world.ask('POST', `${imports}/import`, { importedWindowsAutopilotDeviceIdentities: devices });
    open.push(importId);
  }
  for (let look = 0; look < 60 && open.length > 0; look += 1) {
    world.sleep(30);
    const unfinished: string[] = [];
    for (const importId of open) {
      const query = `$filter=${encodeURIComponent(`importId eq '${importId}'`)}&$select=id,serialNumber,state`;
      const { value } = importAnswer.parse(await world.ask('GET', `${imports}?${query}`));
      if (!value.every(isDone)) unfinished.push(importId);
    }
    open = unfinished;
  }
};

async function post(world: PeerWorld, row: PeerRow): Promise<string> {
  return record.parse(await world.ask('POST', imports, row)).id;
}

function isDone({ state }: ImportRecord): boolean {
  return state.deviceImportStatus === 'complete' || state.deviceImportStatus === 'error';
}

/** Looks, and sleeps so many seconds between looks until one says that it is over. */
async function repeat(world: PeerWorld, seconds: number, look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) world.sleep(seconds);
}
