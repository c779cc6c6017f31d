import { z } from 'zod/v4';
import type { Standing } from '../registration/ports/directory.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import type { GraphClient } from './client.ts';
import { pages } from './pages.ts';
import { versions } from './versions.ts';

const workload = 'identity';
/** Graph's limit for the values in one `in` filter. */
const valuesPerFilter = 15;

/** Everything must be said: what an answer leaves out is never taken as "not a guest" or "not disabled". */
const account = z.object({
  id: z.string(),
  userPrincipalName: z.string().min(1),
  /** `Member` or `Guest`; null for accounts from before 2014 (https://learn.microsoft.com/graph/api/resources/user). */
  userType: z.string().nullable(),
  accountEnabled: z.boolean(),
});

const group = z.object({ id: z.string().min(1), displayName: z.string().nullable() });

/** What an account is, by its object id. Rejects with `ServiceError` where Graph cannot be asked or answers something else. */
export async function userStanding(client: GraphClient, userId: string): Promise<Standing> {
  const path = `/users/${encodeURIComponent(userId)}?$select=id,userPrincipalName,userType,accountEnabled`;
  let answer: unknown;
  try {
    answer = await client.send({ workload, version: versions.users, method: 'GET', path });
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'notFound') return 'absent';
    throw error;
  }
  const { data } = account.safeParse(answer);
  if (data === undefined || data.id.toLowerCase() !== userId.toLowerCase()) throw unreadable('an account');
  if (isFromElsewhere(data)) return 'guest';
  return data.accountEnabled ? 'member' : 'disabled';
}

/** Another organisation's account: `#EXT#` stands in the name of each that was invited, whatever its type was set to. */
function isFromElsewhere({ userPrincipalName, userType }: z.output<typeof account>): boolean {
  const isMember = userType === null || userType.toLowerCase() === 'member';
  return !isMember || userPrincipalName.toUpperCase().includes('#EXT#');
}

/** The object ids of all groups with these display names, by name as Entra spells it. */
export async function groupsNamed(
  client: GraphClient,
  displayNames: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (let start = 0; start < displayNames.length; start += valuesPerFilter) {
    const values = displayNames.slice(start, start + valuesPerFilter).map((name) => `'${name.replaceAll("'", "''")}'`);
    const path = `/groups?$filter=${encodeURIComponent(`displayName in (${values.join(',')})`)}&$select=id,displayName`;
    for await (const page of pages(client, { workload, version: versions.groups, path })) {
      for (const raw of page) {
        const { data } = group.safeParse(raw);
        if (data === undefined) throw unreadable('a group');
        const name = data.displayName ?? '';
        found.set(name, [...(found.get(name) ?? []), data.id]);
      }
    }
  }
  return found;
}

function unreadable(what: string): ServiceError {
  return new ServiceError(`Microsoft Graph was asked for ${what} and answered something else.`, {
    kind: 'unavailable',
    status: 200,
    code: 'unreadable',
    outcome: 'none',
  });
}
