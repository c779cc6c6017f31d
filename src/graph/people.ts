import { z } from 'zod/v4';
import type { Standing } from '../registration/ports/directory.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import type { GraphClient } from './client.ts';
import { incompleteList } from './incompleteList.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { pages } from './pages.ts';
import { readGroup } from './responses.ts';
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

/** What an account is, by its object id. Rejects with `ServiceError` where Graph cannot be asked or answers something else. */
export async function userStanding(client: Pick<GraphClient, 'send'>, userId: string): Promise<Standing> {
  const path = `/users/${encodeURIComponent(userId)}?$select=id,userPrincipalName,userType,accountEnabled`;
  const readAccount = (body: unknown) => {
    const { data } = account.safeParse(body);
    return data?.id.toLowerCase() === userId.toLowerCase() ? data : undefined;
  };
  try {
    const found = await client.send({ workload, version: versions.users, method: 'GET', path }, readAccount);
    if (isFromElsewhere(found)) return 'guest';
    return found.accountEnabled ? 'member' : 'disabled';
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'notFound') return 'absent';
    throw error;
  }
}

/** Another organisation's account: `#EXT#` stands in the name of each that was invited, whatever its type was set to. */
function isFromElsewhere({ userPrincipalName, userType }: z.output<typeof account>): boolean {
  const isMember = userType === null || userType.toLowerCase() === 'member';
  return !isMember || userPrincipalName.toUpperCase().includes('#EXT#');
}

/**
 * The object ids of all groups with these display names, by name as Entra spells it. Rejects with `ServiceError`, and with `unreadable` where a
 * group was left out and one that was asked for is missing: it may be that one.
 */
export async function groupsNamed(
  client: GraphClient,
  displayNames: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, Set<string>>();
  const gaps: Gaps = { count: 0 };
  for (let start = 0; start < displayNames.length; start += valuesPerFilter) {
    const values = displayNames.slice(start, start + valuesPerFilter).map((name) => `'${name.replaceAll("'", "''")}'`);
    const path = `/groups?$filter=${encodeURIComponent(`displayName in (${values.join(',')})`)}&$select=id,displayName`;
    for await (const page of pages(client, { workload, version: versions.groups, path })) {
      for (const { id, displayName } of readRows(page, readGroup, 'groups', client.leftOut, gaps))
        found.set(displayName, new Set(found.get(displayName)).add(id));
    }
  }
  if (gaps.count > 0 && displayNames.some((name) => !found.has(name)))
    throw incompleteList(client, workload, '/groups');
  return new Map([...found].map(([name, ids]) => [name, [...ids]]));
}
