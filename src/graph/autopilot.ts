import type { Absence } from '../registration/ports/absence.ts';
import type { Assignment, Autopilot, AutopilotIdentity, AutopilotProfile } from '../registration/ports/autopilot.ts';
import type { Clock } from '../registration/ports/clock.ts';
import { isWithin } from '../registration/ports/isWithin.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import {
  everyIdentity,
  identities,
  identitiesBySerialNumber,
  identitiesPath,
  surelyBySerialNumber,
} from './identities.ts';
import { deleteImportRecords, importDevices, importRecords } from './imports.ts';
import { lookUp } from './lookUp.ts';
import { pages } from './pages.ts';
import { readIdentity, readProfile } from './responses.ts';
import { versions } from './versions.ts';
import { deleteItem, writeEach } from './writes.ts';

const profilesPath = '/deviceManagement/windowsAutopilotDeploymentProfiles';
const workload = 'intune';

/** How long the list of deployment profiles is believed, in milliseconds. */
const profilesBelieved = 60 * 60_000;

/** Autopilot takes one sync a tenant in this time, in milliseconds (docs/sources.md, Autopilot sync). */
const syncInterval = 10 * 60_000;

/** Windows Autopilot through Microsoft Graph. */
export function createAutopilot(client: GraphClient, clock: Pick<Clock, 'now'>): Autopilot {
  const seen: PageCounts = new Map();
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
    importRecords: (importId, serialNumbers) => importRecords(client, importId, serialNumbers),
    deleteImportRecords: (ids) => deleteImportRecords(client, ids),
    async sync() {
      if (isWithin(syncInterval, lastSync, clock.now())) return 'notNow';
      lastSync = clock.now();
      return sync(client);
    },
    identities: (ids, absence = 'listed') => identities(client, seen, ids, absence),
    identitiesBySerialNumber: (serialNumbers) => identitiesBySerialNumber(client, seen, serialNumbers),
    surelyBySerialNumber: (serialNumbers) => surelyBySerialNumber(client, seen, serialNumbers),
    everyIdentity: () => everyIdentity(client, seen),
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
    await client.sendOnce({ workload, version: versions.windowsAutopilotSettings, method: 'POST', path });
    return 'started';
  } catch (error) {
    // 409: one is running; 429: one ran within ten minutes. Neither is a failure, and neither concerns other requests.
    if (error instanceof ServiceError && (error.status === 409 || error.status === 429)) return 'notNow';
    throw error;
  }
}

async function profiles(client: GraphClient): ReturnType<Autopilot['profiles']> {
  const found = [];
  for await (const page of pages(client, {
    workload,
    version: versions.windowsAutopilotDeploymentProfiles,
    path: profilesPath,
  })) {
    found.push(...page.flatMap((raw) => readProfile(raw) ?? []));
  }
  return found;
}

async function setNameTemplate(client: GraphClient, profileId: string, deviceNameTemplate: string): Promise<void> {
  await client.send({
    workload,
    version: versions.windowsAutopilotDeploymentProfiles,
    method: 'PATCH',
    path: `${profilesPath}/${encodeURIComponent(profileId)}`,
    body: { '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile', deviceNameTemplate },
    effect: 'idempotent',
  });
}

async function* assignedDevices(client: GraphClient, profileId: string): AsyncGenerator<AutopilotIdentity[]> {
  const path = `${profilesPath}/${encodeURIComponent(profileId)}/assignedDevices`;
  for await (const page of pages(client, { workload, version: versions.windowsAutopilotDeploymentProfiles, path })) {
    yield page.flatMap((raw) => readIdentity(raw) ?? []);
  }
}

async function assignments(
  client: GraphClient,
  seen: PageCounts,
  ids: readonly string[],
  profileNames: readonly string[],
  { knownProfiles, absence }: { knownProfiles: () => Promise<AutopilotProfile[]>; absence: Absence },
): Promise<Map<string, Assignment | 'unread'>> {
  const found = new Map<string, Assignment | 'unread'>();
  const lists = profileNames.map((name) => `${profilesPath}:${name}`);
  const missed = await lookUp(ids, {
    byItem: cheaperByItem(ids.length, lists, seen),
    absence,
    list: async () => {
      for (const profile of await knownProfiles())
        if (profileNames.includes(profile.displayName)) await listAssignments(client, seen, ids, profile, found);
    },
    isShown: (id) => found.has(id),
    ask: (asked) => askForAssignments(client, asked, found),
  });
  for (const id of missed) found.set(id, 'unread');
  return found;
}

async function askForAssignments(
  client: GraphClient,
  ids: readonly string[],
  found: Map<string, Assignment | 'unread'>,
): Promise<string[]> {
  const items = ids.map((id) => ({
    method: 'GET' as const,
    url: `${identitiesPath}/${encodeURIComponent(id)}?$expand=deploymentProfile`,
  }));
  const bodies = await readBatch(client, workload, versions.windowsAutopilotDeviceIdentities, items);
  for (const [index, id] of ids.entries()) {
    const identity = readIdentity(bodies[index]);
    if (identity !== undefined) found.set(id, assignmentOf(identity, identity.profile));
  }
  return ids.filter((_, index) => bodies[index] === unread);
}

async function listAssignments(
  client: GraphClient,
  seen: PageCounts,
  ids: readonly string[],
  { id: profileId, displayName }: AutopilotProfile,
  found: Map<string, Assignment | 'unread'>,
): Promise<void> {
  const wanted = new Set(ids);
  let count = 0;
  for await (const page of assignedDevices(client, profileId)) {
    count += 1;
    for (const identity of page)
      if (wanted.has(identity.id)) found.set(identity.id, assignmentOf(identity, displayName));
  }
  seen.set(`${profilesPath}:${displayName}`, count);
}

function assignmentOf(identity: AutopilotIdentity, profile: string | undefined): Assignment {
  return { profile, status: identity.assignmentStatus, identity };
}

async function setGroupTag(client: GraphClient, id: string, groupTag: string): Promise<void> {
  const path = `${identitiesPath}/${encodeURIComponent(id)}/updateDeviceProperties`;
  await client.send({ workload, version: 'v1.0', method: 'POST', path, body: { groupTag }, effect: 'idempotent' });
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
