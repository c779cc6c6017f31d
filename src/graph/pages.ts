import { ServiceError } from '../registration/ports/serviceError.ts';
import type { GraphClient, GraphRequest } from './client.ts';

/** A list's pages, following `@odata.nextLink`. A link to another host ends with an error, never with a token sent there. */
export async function* pages(
  client: GraphClient,
  request: Omit<GraphRequest, 'method' | 'body' | 'effect'>,
): AsyncGenerator<unknown[]> {
  let path: string | undefined = request.path;
  while (path !== undefined) {
    const answer: unknown = await client.send({ ...request, method: 'GET', path });
    yield valuesOf(answer);
    path = nextPath(answer, request.version);
  }
}

/** A list that a batch began to read: its first page, and those after it. */
export async function* readOn(
  client: GraphClient,
  request: Omit<GraphRequest, 'method' | 'path' | 'body' | 'effect'>,
  first: unknown,
): AsyncGenerator<unknown[]> {
  yield valuesOf(first);
  const path = nextPath(first, request.version);
  if (path !== undefined) yield* pages(client, { ...request, path });
}

/** The path of the page after this one, below the version. Throws a `ServiceError` when it is on another host. */
export function nextPath(answer: unknown, version: string): string | undefined {
  const { '@odata.nextLink': next } = (answer ?? {}) as { '@odata.nextLink'?: unknown };
  return typeof next === 'string' ? pathOf(next, version) : undefined;
}

/** The `value` array of a list answer. */
export function valuesOf(answer: unknown): unknown[] {
  const { value } = (answer ?? {}) as { value?: unknown };
  return Array.isArray(value) ? value : [];
}

/** The path of a link that Graph gave, below the version. Throws a `ServiceError` when it is on another host. */
export function pathOf(link: string, version: string): string {
  const start = `https://graph.microsoft.com/${version}`;
  if (!link.startsWith(`${start}/`)) {
    throw new ServiceError(`Graph's next page is not below ${start}`, {
      kind: 'unavailable',
      status: 200,
      code: 'unexpectedAnswer',
      outcome: 'none',
    });
  }
  return link.slice(start.length);
}
