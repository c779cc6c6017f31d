import type { CollectionName, Collections, Store } from './store.ts';

/** How often somebody else may be faster before it is given up. */
const attempts = 5;

/** Changes a record as it is now; `undefined` when it is gone, or `change` leaves it alone. Throws when others change it all the time. */
export async function changeRecord<C extends CollectionName>(
  store: Pick<Store, 'get' | 'replace'>,
  collection: C,
  id: string,
  change: (record: Collections[C]) => Collections[C] | undefined,
): Promise<Collections[C] | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const record = await store.get(collection, id);
    const changed = record === undefined ? undefined : change(record);
    if (changed === undefined) return undefined;
    const stored = await store.replace(collection, changed);
    if (stored !== undefined) return stored;
  }
  throw new Error(`the record ${id} of ${collection} is changed by others all the time`);
}
