import { GraphFailure } from './answer.ts';
import { type Filter, parseFilter } from './filter.ts';

/**
 * Ids in the `$filter` of a delta query, which understands `id eq '…' or id eq '…'` and nothing else; how many of
 * them is bound by the length of an URL only. `undefined` without a filter. Throws a `GraphFailure` of status 400.
 */
export function trackedIds(text: string | null): string[] | undefined {
  if (text === null) return undefined;
  let filter: Filter;
  try {
    filter = parseFilter(text);
  } catch (error) {
    throw new GraphFailure(400, 'BadRequest', error instanceof Error ? error.message : 'Invalid filter clause');
  }
  return idsOf(filter);
}

function idsOf(filter: Filter): string[] {
  if (filter.kind === 'or') return filter.parts.flatMap(idsOf);
  if (filter.kind === 'compare' && filter.path === 'id' && filter.operator === 'eq') {
    return [String(filter.value).toLowerCase()];
  }
  throw new GraphFailure(
    400,
    'Request_UnsupportedQuery',
    "Unsupported query filter: a delta query takes only 'id eq' clauses joined by 'or'.",
  );
}
