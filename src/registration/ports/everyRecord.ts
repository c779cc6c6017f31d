import type { CollectionName, Collections, Filter, Store } from './store.ts';

/** Every record that matches, page by page: flat in memory whatever the count. */
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
  } while (cursor !== undefined);
}
