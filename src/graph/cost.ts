/** Pages a list had when it was last read, by path. */
export type PageCounts = Map<string, number>;

/** Items in one round trip. */
const itemsPerBatch = 20;

/** What a page of a thousand rows weighs beside a round trip. */
const pageWeight = 1.5;

/**
 * Whether asking for each of `items` in batches is cheaper than reading these lists whole. Round trips count, and so do requests, because
 * limits count the items of a batch one by one. Lists never read are taken for one page.
 */
export function cheaperByItem(items: number, lists: readonly string[], seen: PageCounts): boolean {
  const pages = lists.reduce((sum, list) => sum + (seen.get(list) ?? 1), 0);
  return Math.ceil(items / itemsPerBatch) + items / itemsPerBatch <= pages * pageWeight;
}
