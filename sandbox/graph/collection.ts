import { type Answer, GraphFailure, graphRoot } from './answer.ts';
import type { Entity } from './matches.ts';
import type { RoutedRequest } from './route.ts';

/** How a list is cut into pages. */
export interface Paging {
  /** Entities of a page where the client asks for none. */
  page: number;
  /** The most a client may ask for. */
  longest: number;
}

/** Query options of a list. */
export const listOptions = ['$filter', '$select', '$top', '$skiptoken', '$count', '$orderby', '$expand', '$search'];
/** Query options of one entity. */
export const entityOptions = ['$select', '$expand'];

/** Parses `$top`. */
function top(request: RoutedRequest, paging: Paging): number {
  const text = request.query.get('$top');
  if (text === null) return paging.page;
  const wanted = Number(text);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > paging.longest) {
    throw new GraphFailure(
      400,
      'Request_BadRequest',
      `Invalid page size specified: '${text}'. Must be between 1 and ${paging.longest} inclusive.`,
    );
  }
  return wanted;
}

/**
 * One page of a list, with an absolute `@odata.nextLink` on graph.microsoft.com where there is more. `render` turns what
 * stands on the page into what Graph shows.
 */
export function pageOf<Item>(
  request: RoutedRequest,
  context: string,
  items: readonly Item[],
  render: (item: Item) => Entity,
  paging: Paging,
): Answer {
  const size = top(request, paging);
  const start = startOf(request);
  const more = start + size < items.length;
  return {
    status: 200,
    body: {
      '@odata.context': `${graphRoot(request.version)}/$metadata#${context}`,
      ...(request.query.get('$count') === 'true' ? { '@odata.count': items.length } : {}),
      ...(more ? { '@odata.nextLink': nextLink(request, start + size) } : {}),
      value: items.slice(start, start + size).map((item) => render(item)),
    },
  };
}

/** One entity. */
export function entityAnswer(request: RoutedRequest, context: string, entity: Entity, status = 200): Answer {
  return {
    status,
    body: { '@odata.context': `${graphRoot(request.version)}/$metadata#${context}/$entity`, ...entity },
  };
}

/** Keeps what `$select` names, and not even the id beside it. Unknown names are refused as the directory does. */
export function select(request: RoutedRequest, entity: Entity): Entity {
  const names = request.query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  if (names === undefined) return entity;
  const unknown = names.find((name) => !(name in entity));
  if (unknown !== undefined) {
    throw new GraphFailure(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`,
    );
  }
  return Object.fromEntries(Object.entries(entity).filter(([name]) => names.includes(name) || name === '@odata.type'));
}

function startOf(request: RoutedRequest): number {
  const token = request.query.get('$skiptoken');
  if (token === null) return 0;
  const start = Number(Buffer.from(token, 'base64url').toString('utf8').replace('from:', ''));
  if (!Number.isInteger(start)) throw new GraphFailure(400, 'BadRequest', 'Skip token is null or invalid.');
  return start;
}

function nextLink(request: RoutedRequest, start: number): string {
  const query = new URLSearchParams(request.query);
  query.set('$skiptoken', Buffer.from(`from:${start}`).toString('base64url'));
  const text = [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${graphRoot(request.version)}${encodeURI(request.path)}?${text}`;
}
