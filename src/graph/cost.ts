/** Pages a list had when it was last read, by path. */
export type PageCounts = Map<string, number>;

/** Items in one round trip. */
const itemsPerBatch = 20;

/** What one more request weighs beside a round trip: limits count requests, and a page is long to read. */
const itemWeight = 1 / itemsPerBatch;
const pageWeight = 0.5;

/**
 * Whether asking for each of `items` in batches is cheaper than reading these lists whole, one page after the other or, with `together`,
 * a page of each in one round trip. Round trips count, and so do requests, because limits count the items of a batch one by one. Lists
 * never read are taken for one page.
 */
export function cheaperByItem(items: number, lists: readonly string[], seen: PageCounts, together = false): boolean {
  const pages = lists.map((list) => seen.get(list) ?? 1);
  const total = pages.reduce((sum, count) => sum + count, 0);
  const roundTrips = together ? Math.max(0, ...pages) : total;
  return Math.ceil(items / itemsPerBatch) + items * itemWeight <= roundTrips + total * pageWeight;
}
