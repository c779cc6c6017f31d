import type { Autopilot, AutopilotProfile } from '../registration/ports/autopilot.ts';
import type { Clock } from '../registration/ports/clock.ts';
import { isWithin } from '../registration/ports/isWithin.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { readNothing } from './answer.ts';
import { assignedDevices, assignments, profilesPath } from './assignments.ts';
import type { GraphClient } from './client.ts';
import type { PageCounts } from './cost.ts';
import {
  everyIdentity,
  identities,
  identitiesBySerialNumber,
  identitiesPath,
  surelyBySerialNumber,
} from './identities.ts';
import { deleteImportRecords, type FilterMemory, importDevices, importRecords } from './imports.ts';
import { incompleteList } from './incompleteList.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { pages } from './pages.ts';
import { readProfile } from './responses.ts';
import { versions } from './versions.ts';
import { deleteItem, writeEach } from './writes.ts';

const workload = 'intune';

/** How long the list of deployment profiles is believed, in milliseconds. */
const profilesBelieved = 60 * 60_000;

/** Autopilot takes one sync a tenant in this time, in milliseconds (docs/sources.md, Autopilot sync). */
const syncInterval = 10 * 60_000;

/** Windows Autopilot through Microsoft Graph. */
export function createAutopilot(client: GraphClient, clock: Pick<Clock, 'now'>): Autopilot {
  const seen: PageCounts = new Map();
  const filter: FilterMemory = {};
  let lastSync: number | undefined;
  let known: { at: number; profiles: AutopilotProfile[] } | undefined;
  const knownProfiles = async () => {
    if (known === undefined || !isWithin(profilesBelieved, known.at, clock.now()))
      known = { at: clock.now(), profiles: await profiles(client) };
    return known.profiles;
  };
  const forgetProfiles = () => {
    known = undefined;
  };
  return {
    importDevices: (importId, rows) => importDevices(client, importId, rows),
    importRecords: (importId, recordIds, serialNumbers = []) =>
      importRecords(client, importId, recordIds, serialNumbers, filter, clock.now()),
    deleteImportRecords: (ids) => deleteImportRecords(client, ids),
    async sync() {
      if (isWithin(syncInterval, lastSync, clock.now())) return 'notNow';
      lastSync = clock.now();
      return sync(client);
    },
    identities: (ids, absence = 'listed') => identities(client, seen, ids, absence),
    identitiesBySerialNumber: (serialNumbers) => identitiesBySerialNumber(client, seen, serialNumbers),
    surelyBySerialNumber: (serialNumbers) => surelyBySerialNumber(client, seen, serialNumbers),
    everyIdentity: (gap = () => undefined) => everyIdentity(client, seen, gap),
    profiles: () => profiles(client),
    async setNameTemplate(profileId, template) {
      forgetProfiles();
      await setNameTemplate(client, profileId, template);
    },
    assignedDevices: (profileId) => assignedDevices(client, profileId),
    async assignments(ids, names, absence = 'listed') {
      try {
        return await assignments(client, seen, ids, names, { knownProfiles, absence });
      } catch (error) {
        // A profile was deleted, or made anew under its name.
        if (error instanceof ServiceError && error.kind === 'notFound') forgetProfiles();
        throw error;
      }
    },
    setGroupTag: (id, groupTag) => setGroupTag(client, id, groupTag),
    unassignUsers: (ids) => unassignUsers(client, ids),
    deleteIdentities: (ids) => deleteIdentities(client, ids),
  };
}

async function sync(client: GraphClient): Promise<'started' | 'notNow'> {
  try {
    const path = '/deviceManagement/windowsAutopilotSettings/sync';
    const version = versions.windowsAutopilotSettings;
    await client.sendOnce({ workload, version, method: 'POST', path }, readNothing);
    return 'started';
  } catch (error) {
    // 409: one is running; 429: one ran within ten minutes. Neither is a failure, and neither concerns other requests.
    if (error instanceof ServiceError && (error.status === 409 || error.status === 429)) return 'notNow';
    throw error;
  }
}

async function profiles(client: GraphClient): ReturnType<Autopilot['profiles']> {
  const found: AutopilotProfile[] = [];
  const gaps: Gaps = { count: 0 };
  const version = versions.windowsAutopilotDeploymentProfiles;
  for await (const page of pages(client, { workload, version, path: profilesPath }))
    found.push(...readRows(page, readProfile, 'Autopilot profiles', client.leftOut, gaps));
  if (gaps.count === 0) return found;
  // Whoever asks tells people of profiles that are missing.
  throw incompleteList(client, workload, profilesPath);
}

async function setNameTemplate(client: GraphClient, profileId: string, deviceNameTemplate: string): Promise<void> {
  await client.send(
    {
      workload,
      version: versions.windowsAutopilotDeploymentProfiles,
      method: 'PATCH',
      path: `${profilesPath}/${encodeURIComponent(profileId)}`,
      body: { '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile', deviceNameTemplate },
      effect: 'idempotent',
    },
    readNothing,
  );
}

async function setGroupTag(client: GraphClient, id: string, groupTag: string): Promise<void> {
  const path = `${identitiesPath}/${encodeURIComponent(id)}/updateDeviceProperties`;
  await client.send(
    { workload, version: 'v1.0', method: 'POST', path, body: { groupTag }, effect: 'idempotent' },
    readNothing,
  );
}

function unassignUsers(client: GraphClient, ids: readonly string[]): ReturnType<Autopilot['unassignUsers']> {
  const item = (id: string) => ({
    method: 'POST' as const,
    url: `${identitiesPath}/${encodeURIComponent(id)}/unassignUserFromDevice`,
    // A batch takes no write without a body.
    body: {},
  });
  return writeEach(client, { workload, version: versions.windowsAutopilotDeviceIdentities, ids, item, absent: 'done' });
}

function deleteIdentities(client: GraphClient, ids: readonly string[]): ReturnType<Autopilot['deleteIdentities']> {
  const version = versions.windowsAutopilotDeviceIdentities;
  return writeEach(client, { workload, version, ids, item: deleteItem(identitiesPath), absent: 'done' });
}
