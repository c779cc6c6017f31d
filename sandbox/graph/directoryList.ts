import { type Answer, GraphFailure } from './answer.ts';
import { pageOf, select } from './collection.ts';
import { type Comparison, type Filter, parseFilter } from './filter.ts';
import { type Entity, leaves, matches } from './matches.ts';
import type { RoutedRequest } from './route.ts';

/** Longest page of the directory. */
const longestPage = 999;
/** Comparisons joined by `or`, or values of an `in`, that one filter may hold. */
const mostClauses = 15;

/** What a filter may say of one property. */
export interface Filterable {
  path: string;
  /** `eq`, `in`, `startswith`, and `any` for lists. */
  operators: readonly string[];
  /** Needs `ConsistencyLevel: eventual` and `$count=true`. */
  advanced?: boolean;
}

/** One page of a directory list, filtered as far as the resource supports it. Only what is looked at is rendered: groups are large. */
export function directoryPage<Item>(
  request: RoutedRequest,
  context: string,
  items: readonly Item[],
  filterable: readonly Filterable[],
  render: (item: Item) => Entity,
): Answer {
  const text = request.query.get('$filter');
  const advanced =
    request.headers['consistencylevel']?.toLowerCase() === 'eventual' && request.query.get('$count') === 'true';
  const filter = text === null ? undefined : checkedFilter(text, filterable, advanced);
  if (request.query.has('$search') || request.query.has('$orderby')) {
    throw unsupportedQuery('Request with $search or $orderby is not supported by the sandbox.');
  }
  const found = filter === undefined ? items : items.filter((item) => matches(render(item), filter));
  return pageOf(request, context, found, (item) => select(request, render(item)), {
    page: request.limits.directoryPage,
    longest: longestPage,
  });
}

function checkedFilter(text: string, filterable: readonly Filterable[], advanced: boolean): Filter {
  let filter: Filter;
  try {
    filter = parseFilter(text);
  } catch (error) {
    throw new GraphFailure(400, 'BadRequest', error instanceof Error ? error.message : 'Invalid filter clause');
  }
  const comparisons = leaves(filter);
  const clauses = comparisons.reduce((sum, leaf) => sum + (leaf.kind === 'in' ? leaf.values.length : 1), 0);
  if (clauses > mostClauses) {
    throw unsupportedQuery(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${clauses}. Max allowed: ${mostClauses}.`,
    );
  }
  for (const comparison of comparisons) {
    const rule = filterable.find(
      ({ path, operators }) => path === comparison.path && operators.includes(operatorOf(comparison)),
    );
    if (rule === undefined)
      throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${comparison.path}'.`);
    if (rule.advanced === true && !advanced) {
      throw unsupportedQuery(
        `Operator '${operatorOf(comparison)}' on property '${comparison.path}' is only supported with the header 'ConsistencyLevel: eventual' and '$count=true'.`,
      );
    }
  }
  return filter;
}

function operatorOf(comparison: Comparison): string {
  if (comparison.kind === 'compare') return comparison.operator;
  return comparison.kind === 'call' ? comparison.name : comparison.kind;
}

function unsupportedQuery(message: string): GraphFailure {
  return new GraphFailure(400, 'Request_UnsupportedQuery', message);
}
