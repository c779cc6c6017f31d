import { foldSerial } from '../registration/lifecycle/device.ts';
import type { Assignment, Autopilot, AutopilotIdentity, AutopilotProfile } from '../registration/ports/autopilot.ts';
import type { Clock } from '../registration/ports/clock.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { deleteImportRecords, importDevices, importRecords } from './imports.ts';
import { pages, valuesOf } from './pages.ts';
import { readIdentity, readProfile } from './responses.ts';
import { versions } from './versions.ts';
import { deleteItem, writeEach } from './writes.ts';

const identitiesPath = '/deviceManagement/windowsAutopilotDeviceIdentities';
const profilesPath = '/deviceManagement/windowsAutopilotDeploymentProfiles';
const workload = 'intune';

/** How long the list of deployment profiles is believed, in milliseconds. */
const profilesBelieved = 60 * 60_000;

/** Autopilot takes one sync a tenant in this time, in milliseconds (docs/sources.md, Autopilot sync). */
const syncInterval = 10 * 60_000;

/** Windows Autopilot through Microsoft Graph. */
export function createAutopilot(client: GraphClient, clock: Pick<Clock, 'now'>): Autopilot {
  const seen: PageCounts = new Map();
  let lastSync = Number.NEGATIVE_INFINITY;
  let known: { at: number; profiles: AutopilotProfile[] } | undefined;
  const knownProfiles = async () => {
    if (known === undefined || clock.now() - known.at > profilesBelieved)
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
      if (clock.now() - lastSync < syncInterval) return 'notNow';
      lastSync = clock.now();
      return sync(client);
    },
    identities: (ids) => identities(client, seen, ids),
    identitiesBySerialNumber: (serialNumbers) => identitiesBySerialNumber(client, seen, serialNumbers),
    everyIdentity: () => everyIdentity(client, seen),
    profiles: () => profiles(client),
    assignedDevices: (profileId) => assignedDevices(client, profileId),
    async assignments(ids, names) {
      try {
        return await assignments(client, seen, ids, names, knownProfiles);
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

async function identities(
  client: GraphClient,
  seen: PageCounts,
  ids: readonly string[],
): Promise<Map<string, AutopilotIdentity | 'unread'>> {
  const wanted = new Set(ids);
  const found = new Map<string, AutopilotIdentity | 'unread'>();
  const keep = (raw: unknown) => {
    const identity = readIdentity(raw);
    if (identity !== undefined && wanted.has(identity.id)) found.set(identity.id, identity);
  };
  if (cheaperByItem(ids.length, [identitiesPath], seen)) {
    const items = ids.map((id) => ({ method: 'GET' as const, url: `${identitiesPath}/${encodeURIComponent(id)}` }));
    const bodies = await readBatch(client, workload, versions.windowsAutopilotDeviceIdentities, items);
    for (const [index, id] of ids.entries()) {
      if (bodies[index] === unread) found.set(id, 'unread');
      else keep(bodies[index]);
    }
  } else for await (const page of allIdentities(client, seen)) page.forEach(keep);
  return found;
}

/** `serialNumber eq` answers 400 and hyphens break `contains` (docs/sources.md, Autopilot identities): ask with `contains`, believe only exact matches. */
async function identitiesBySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
): Promise<AutopilotIdentity[]> {
  const wanted = new Set(serialNumbers.map(foldSerial));
  const found: AutopilotIdentity[] = [];
  const keep = (raw: unknown) => {
    const identity = readIdentity(raw);
    if (identity !== undefined && wanted.has(foldSerial(identity.serialNumber))) found.push(identity);
  };
  const plain = serialNumbers.every((serialNumber) => /^[A-Za-z0-9]+$/.test(serialNumber));
  if (plain && cheaperByItem(serialNumbers.length, [identitiesPath], seen)) {
    const items = serialNumbers.map((serialNumber) => ({
      method: 'GET' as const,
      url: `${identitiesPath}?$filter=${encodeURIComponent(`contains(serialNumber,'${serialNumber}')`)}`,
    }));
    const bodies = await readBatch(client, workload, versions.windowsAutopilotDeviceIdentities, items);
    // A serial number that could not be asked for is looked up in the whole list: absent would mean free to import.
    if (bodies.includes(unread)) for await (const page of allIdentities(client, seen)) page.forEach(keep);
    else for (const body of bodies) valuesOf(body).forEach(keep);
  } else for await (const page of allIdentities(client, seen)) page.forEach(keep);
  return found;
}

async function* allIdentities(client: GraphClient, seen: PageCounts): AsyncGenerator<unknown[]> {
  let count = 0;
  for await (const page of pages(client, {
    workload,
    version: versions.windowsAutopilotDeviceIdentities,
    path: identitiesPath,
  })) {
    count += 1;
    yield page;
  }
  seen.set(identitiesPath, count);
}

async function* everyIdentity(client: GraphClient, seen: PageCounts): AsyncGenerator<AutopilotIdentity[]> {
  for await (const page of allIdentities(client, seen)) yield page.flatMap((raw) => readIdentity(raw) ?? []);
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
  knownProfiles: () => Promise<AutopilotProfile[]>,
): Promise<Map<string, Assignment | 'unread'>> {
  const found = new Map<string, Assignment | 'unread'>();
  const lists = profileNames.map((name) => `${profilesPath}:${name}`);
  if (cheaperByItem(ids.length, lists, seen)) {
    const items = ids.map((id) => ({
      method: 'GET' as const,
      url: `${identitiesPath}/${encodeURIComponent(id)}?$expand=deploymentProfile`,
    }));
    const bodies = await readBatch(client, workload, versions.windowsAutopilotDeviceIdentities, items);
    for (const [index, id] of ids.entries()) {
      const identity = readIdentity(bodies[index]);
      if (bodies[index] === unread) found.set(id, 'unread');
      else if (identity !== undefined) found.set(id, assignmentOf(identity, identity.profile));
    }
    return found;
  }
  const wanted = new Set(ids);
  for (const { id, displayName } of await knownProfiles()) {
    if (!profileNames.includes(displayName)) continue;
    let count = 0;
    for await (const page of assignedDevices(client, id)) {
      count += 1;
      for (const identity of page) {
        if (wanted.has(identity.id)) found.set(identity.id, assignmentOf(identity, displayName));
      }
    }
    seen.set(`${profilesPath}:${displayName}`, count);
  }
  return found;
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
  return writeEach(client, { workload, version: versions.windowsAutopilotDeviceIdentities, ids, item });
}

function deleteIdentities(client: GraphClient, ids: readonly string[]): ReturnType<Autopilot['deleteIdentities']> {
  const version = versions.windowsAutopilotDeviceIdentities;
  return writeEach(client, { workload, version, ids, item: deleteItem(identitiesPath) });
}
