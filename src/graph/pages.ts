import { ServiceError } from '../registration/ports/serviceError.ts';
import { fieldOf, isObject, type Reader } from './answer.ts';
import type { GraphClient, GraphRequest } from './client.ts';

/** One page of a list: its rows as they came, and the path of the next one below the version. */
export interface Page {
  rows: unknown[];
  next: string | undefined;
}

/** What reads the pages of one list. */
export interface PageReader {
  /** A page; `undefined` for anything else, a link that leads nowhere new included. */
  read: Reader<Page>;
  /** Says that this page was used: the next one may not lead back to it. Throws a `ServiceError` where a list has no end. */
  turn(page: Page): void;
}

/** More pages than a tenant can have: a million devices in pages of 500. */
const mostPages = 2_000;
/** Pages without a row in a row: filters may leave some empty. */
const mostEmpty = 100;

/**
 * Reads the pages of one list and sees to it that the reading ends: a link to another host, to a page that was read, or to the same rows
 * again is no answer (the identities list is known to repeat its link, docs/sources.md, paging).
 */
export function pageReader(version: string, first: string, options: { mayRepeatRows?: boolean } = {}): PageReader {
  const links = new Set([first]);
  const contents = new Set<string>();
  let count = 0;
  let empty = 0;
  return {
    read(body) {
      const page = pageOf(body, version);
      if (page?.next !== undefined && links.has(page.next)) return undefined;
      return page !== undefined && contents.has(contentOf(page)) ? undefined : page;
    },
    turn(page) {
      count += 1;
      empty = page.rows.length === 0 ? empty + 1 : 0;
      if (page.next !== undefined && (count >= mostPages || empty >= mostEmpty)) throw endless(first);
      if (page.next !== undefined) links.add(page.next);
      const content = contentOf(page);
      if (content !== '' && options.mayRepeatRows !== true) contents.add(content);
    },
  };
}

/** What tells a page from others: how many rows, and which are first and last. Empty pages, and rows without ids, are alike. */
function contentOf({ rows }: Page): string {
  const ids = [rows[0], rows.at(-1)].map((row) => fieldOf(row, 'id'));
  return ids.every((id) => typeof id === 'string') ? `${rows.length}:${ids.join(':')}` : '';
}

function endless(path: string): ServiceError {
  return new ServiceError(`GET ${path.split('?')[0]}: the list has no end`, {
    kind: 'unreadable',
    status: 200,
    code: 'endlessList',
    outcome: 'none',
  });
}

/** A page of a list; `undefined` where this is none, or its link leads elsewhere. */
function pageOf(body: unknown, version: string): Page | undefined {
  if (!isObject(body) || !Array.isArray(body['value'])) return undefined;
  const link = linkIn(body, '@odata.nextLink', version);
  return link === 'bad' ? undefined : { rows: body['value'] as unknown[], next: link };
}

/** A link that Graph gave, as a path below the version; `bad` where it is none, or leads elsewhere. */
export function linkIn(
  body: unknown,
  name: '@odata.nextLink' | '@odata.deltaLink',
  version: string,
): string | undefined | 'bad' {
  const link = fieldOf(body, name) ?? undefined;
  if (link === undefined) return undefined;
  return typeof link === 'string' ? (pathOf(link, version) ?? 'bad') : 'bad';
}

/** The path of a link that Graph gave, below the version; `undefined` when it leads to another host, port or version. */
export function pathOf(link: string, version: string): string | undefined {
  const start = `https://graph.microsoft.com/${version}`;
  if (!link.startsWith(`${start}/`) || !URL.canParse(link)) return undefined;
  const { origin, pathname, username, password } = new URL(link);
  const isGraph = origin === 'https://graph.microsoft.com' && username === '' && password === '';
  return isGraph && pathname.startsWith(`/${version}/`) ? link.slice(start.length) : undefined;
}

/** A list's pages, following `@odata.nextLink` to the end. Rejects with `ServiceError`: `unreadable` where there is no end, or no list. */
export async function* pages(
  client: GraphClient,
  request: Omit<GraphRequest, 'method' | 'body' | 'effect'>,
): AsyncGenerator<unknown[]> {
  const reader = pageReader(request.version, request.path);
  yield* pagesFrom(client, request, request.path, reader);
}

/** A list of which the first page was read already, with `reader`: the pages after it. */
export async function* readOn(
  client: GraphClient,
  request: Omit<GraphRequest, 'method' | 'path' | 'body' | 'effect'>,
  first: Page,
  reader: PageReader,
): AsyncGenerator<unknown[]> {
  reader.turn(first);
  yield first.rows;
  if (first.next !== undefined) yield* pagesFrom(client, request, first.next, reader);
}

async function* pagesFrom(
  client: GraphClient,
  request: Omit<GraphRequest, 'method' | 'path' | 'body' | 'effect'>,
  start: string,
  reader: PageReader,
): AsyncGenerator<unknown[]> {
  let path: string | undefined = start;
  while (path !== undefined) {
    const page: Page = await client.send({ ...request, method: 'GET', path }, reader.read);
    reader.turn(page);
    yield page.rows;
    path = page.next;
  }
}
