import type { Store } from '../ports/store.ts';
import type { WatchedGroup } from './watchedGroup.ts';

/** How often somebody else may be faster before it is given up; listener, pass and job write a record a few times an hour. */
const attempts = 5;

/** Changes a watched group as it is now; `undefined` when it is gone, or `change` leaves it alone. Throws when others change it all the time. */
export async function changeWatchedGroup(
  store: Pick<Store, 'get' | 'replace'>,
  id: string,
  change: (group: WatchedGroup) => WatchedGroup | undefined,
): Promise<WatchedGroup | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const group = await store.get('watchedGroups', id);
    if (group === undefined) return undefined;
    const changed = change(group);
    if (changed === undefined) return undefined;
    const stored = await store.replace('watchedGroups', changed);
    if (stored !== undefined) return stored;
  }
  throw new Error(`the watched group ${id} is changed by others all the time`);
}
