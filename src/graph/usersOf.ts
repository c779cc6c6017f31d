import type { Person } from '../registration/person.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import type { GraphClient } from './client.ts';
import { readRows } from './leftOut.ts';
import { pages } from './pages.ts';
import { readMember } from './responses.ts';
import { versions } from './versions.ts';

const workload = 'identity';

/** The users in a group and in the groups nested in it, each once. One whose name Graph does not show goes by their id. Rejects with `ServiceError` when the group itself cannot be read. */
export async function usersOf(client: GraphClient, groupId: string): Promise<Person[]> {
  const users = new Map<string, Person>();
  const seen = new Set([groupId]);
  const open = [groupId];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    try {
      for await (const page of pages(client, { workload, version: versions.groups, path: membersPath(group) })) {
        for (const { '@odata.type': type, id, displayName } of readRows(
          page,
          readMember,
          'members of groups',
          client.leftOut,
        )) {
          if (type === '#microsoft.graph.user') users.set(id, { id, name: displayName === '' ? id : displayName });
          if (type !== '#microsoft.graph.group' || seen.has(id)) continue;
          seen.add(id);
          open.push(id);
        }
      }
    } catch (error) {
      // A nested group that was deleted meanwhile holds nobody.
      if (group === groupId || !(error instanceof ServiceError) || error.kind !== 'notFound') throw error;
    }
  }
  return [...users.values()];
}

function membersPath(groupId: string): string {
  return `/groups/${encodeURIComponent(groupId)}/members?$select=id,displayName&$top=999`;
}
