import { badRequest, GraphFailure } from './answer.ts';
import { type Filter, parseFilter } from './filter.ts';

/** Objects that one delta query may be limited to. */
const mostObjects = 50;

/**
 * Ids in the `$filter` of a delta query, which understands `id eq '…' or id eq '…'` and nothing else; `undefined` without
 * one. Throws a `GraphFailure` of status 400.
 */
export function trackedIds(text: string | null): string[] | undefined {
  if (text === null) return undefined;
  let filter: Filter;
  try {
    filter = parseFilter(text);
  } catch (error) {
    throw new GraphFailure(400, 'BadRequest', error instanceof Error ? error.message : 'Invalid filter clause');
  }
  const ids = idsOf(filter);
  if (ids.length > mostObjects) throw badRequest(`A delta query can be limited to ${mostObjects} objects at most.`);
  return ids;
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
