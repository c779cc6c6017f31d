import type { Absence } from '../registration/ports/absence.ts';
import type { Assignment, AutopilotIdentity, AutopilotProfile } from '../registration/ports/autopilot.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { identitiesPath, ownIdentity } from './identities.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { lookUp } from './lookUp.ts';
import { pages } from './pages.ts';
import { readKnownIdentity } from './responses.ts';
import { versions } from './versions.ts';

export const profilesPath = '/deviceManagement/windowsAutopilotDeploymentProfiles';
const workload = 'intune';

type Found = Map<string, Assignment | 'unread'>;

/**
 * Assignments of identities, looked for in the profiles of these names. A device in a profile's list of assigned devices is assigned to it,
 * whatever its status says; an identity that is asked for by itself counts as its status says, and where that says nothing, the list does
 * (docs/decisions/0016). Devices in two lists are asked for.
 */
export async function assignments(
  client: GraphClient,
  seen: PageCounts,
  ids: readonly string[],
  profileNames: readonly string[],
  { knownProfiles, absence }: { knownProfiles: () => Promise<AutopilotProfile[]>; absence: Absence },
): Promise<Found> {
  const found: Found = new Map();
  const lists = profileNames.map((name) => `${profilesPath}:${name}`);
  const readLists = async (names: readonly string[], wanted: readonly string[]) => {
    const listed: Listed = new Map();
    let isComplete = true;
    for (const profile of await knownProfiles())
      if (names.includes(profile.displayName) && !(await listAssignments(client, seen, wanted, profile, listed)))
        isComplete = false;
    for (const [id, [only, ...others]] of listed) if (only !== undefined && others.length === 0) found.set(id, only);
    return isComplete && [...listed.values()].every(({ length }) => length === 1);
  };
  const byItem = cheaperByItem(ids.length, lists, seen);
  const missed = await lookUp(ids, {
    byItem,
    absence,
    list: () => readLists(profileNames, ids),
    isShown: (id) => found.has(id),
    ask: async (asked) => {
      const { missed, vague } = await askForAssignments(client, asked, found);
      if (byItem && vague.size > 0) await readLists([...new Set(vague.values())], [...vague.keys()]);
      return [...missed, ...[...vague.keys()].filter((id) => !found.has(id))];
    },
  });
  for (const id of missed) found.set(id, 'unread');
  return found;
}

/** Asks for each identity with its profile; resolves with those that could not be read, and with those whose status says nothing, by the profile they name. */
async function askForAssignments(
  client: GraphClient,
  ids: readonly string[],
  found: Found,
): Promise<{ missed: string[]; vague: Map<string, string> }> {
  const items = ids.map((id) => ({
    method: 'GET' as const,
    url: `${identitiesPath}/${encodeURIComponent(id)}?$expand=deploymentProfile`,
  }));
  const version = versions.windowsAutopilotDeviceIdentities;
  const bodies = await readBatch(client, workload, version, items, (body, index) => ownIdentity(body, ids[index]));
  const vague = new Map<string, string>();
  const missed: string[] = [];
  for (const [index, id] of ids.entries()) {
    const identity = bodies[index];
    if (identity === undefined) continue;
    const assignment = identity === unread ? 'unread' : assignmentOf(identity);
    if (assignment === 'unread') missed.push(id);
    else if (assignment.status === 'unknown' && assignment.profile !== undefined) vague.set(id, assignment.profile);
    else found.set(id, assignment);
  }
  return { missed, vague };
}

/** What an identity says of itself; `unread` where the profile was not sent with it, or its status contradicts that. */
function assignmentOf(identity: NonNullable<ReturnType<typeof readKnownIdentity>>): Assignment | 'unread' {
  const { profile, assignmentStatus: status } = identity;
  const assigned = status.startsWith('assigned');
  if (profile === undefined || (profile === null && assigned)) return 'unread';
  return { profile: profile ?? undefined, assigned, status, identity };
}

type Listed = Map<string, Assignment[]>;

/** Notes those of these identities that a profile lists; resolves with whether its list is complete. */
async function listAssignments(
  client: GraphClient,
  seen: PageCounts,
  ids: readonly string[],
  { id: profileId, displayName: profile }: AutopilotProfile,
  listed: Listed,
): Promise<boolean> {
  const wanted = new Map(ids.map((id) => [id.toLowerCase(), id]));
  const gaps: Gaps = { count: 0 };
  let count = 0;
  for await (const page of assignedDevices(client, profileId, gaps)) {
    count += 1;
    for (const identity of page) {
      const id = wanted.get(identity.id.toLowerCase());
      const assignment = { profile, assigned: true, status: identity.assignmentStatus, identity };
      if (id !== undefined) listed.set(id, [...(listed.get(id) ?? []), assignment]);
    }
  }
  seen.set(`${profilesPath}:${profile}`, count);
  return gaps.count === 0;
}

/** The devices assigned to a profile, page by page. */
export async function* assignedDevices(
  client: GraphClient,
  profileId: string,
  gaps: Gaps = { count: 0 },
): AsyncGenerator<AutopilotIdentity[]> {
  const path = `${profilesPath}/${encodeURIComponent(profileId)}/assignedDevices`;
  const version = versions.windowsAutopilotDeploymentProfiles;
  for await (const page of pages(client, { workload, version, path }))
    yield readRows(page, readKnownIdentity, 'devices of Autopilot profiles', client.leftOut, gaps);
}
