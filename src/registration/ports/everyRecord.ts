import { setImmediate } from 'node:timers/promises';
import type { CollectionName, Collections, Filter, Store } from './store.ts';

/**
 * Every record that matches, page by page: flat in memory whatever the count. Between two pages everything else that waits has its turn:
 * a store may answer at once, and a long read would hold up everybody who asks meanwhile.
 */
export async function* everyRecord<C extends CollectionName>(
  store: Pick<Store, 'query'>,
  collection: C,
  filter: Filter<C>,
  limit = 500,
): AsyncGenerator<Collections[C]> {
  let cursor: string | undefined;
  do {
    const page = await store.query(collection, { ...filter, limit, cursor });
    yield* page.items;
    cursor = page.cursor;
    if (cursor !== undefined) await setImmediate();
  } while (cursor !== undefined);
}
