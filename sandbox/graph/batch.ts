import { z } from 'zod/v4';
import type { Random } from '../tenant/random.ts';
import { type Answer, GraphFailure } from './answer.ts';
import type { IncomingRequest } from './route.ts';

const mostItems = 20;
const item = z.object({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown(),
  dependsOn: z.array(z.string()).optional(),
});
type Item = z.output<typeof item>;

interface ItemAnswer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * Answers a `$batch`: every item is judged alone, in no promised order; those that depend on a failed one get 424.
 * Throws a `GraphFailure` when the batch itself is malformed; then no item was run.
 */
export async function batchAnswer(
  batch: IncomingRequest,
  handle: (request: IncomingRequest) => Promise<Answer>,
  random: Pick<Random, 'next'>,
): Promise<Answer> {
  const items = checkedItems(batch.body);
  const done = new Map<string, ItemAnswer>();
  for (const each of items) {
    const failedBefore = each.dependsOn?.some((id) => (done.get(id)?.status ?? 424) >= 400) ?? false;
    done.set(each.id, failedBefore ? failedDependency(each) : await itemAnswer(batch, each, handle));
  }
  const responses = [...done.values()]
    .map((answer) => ({ answer, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ answer }) => answer);
  return { status: 200, body: { responses } };
}

function checkedItems(body: unknown): Item[] {
  const parsed = z.object({ requests: z.array(item) }).safeParse(body);
  if (!parsed.success) throw malformed('Invalid batch payload format.');
  const { requests } = parsed.data;
  if (requests.length === 0 || requests.length > mostItems) {
    throw malformed(`Number of batch request steps must be between 1 and the maximum value of ${mostItems}.`);
  }
  if (new Set(requests.map(({ id }) => id)).size < requests.length) throw malformed('Request ids must be unique.');
  for (const { id, method, url, headers, body: content } of requests) {
    const hasType = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'content-type');
    const writes = method === 'POST' || method === 'PATCH' || method === 'PUT';
    // Writes that need no body when sent alone need one here.
    if (writes && (content === undefined || !hasType)) {
      throw malformed(`Write request id : ${id} does not contain Content-Type header or body.`);
    }
    if (/^https?:/i.test(url)) throw malformed(`Request id : ${id} must have a relative url.`);
  }
  return requests;
}

function malformed(message: string): GraphFailure {
  return new GraphFailure(400, 'BadRequest', message);
}

async function itemAnswer(
  batch: IncomingRequest,
  each: Item,
  handle: (request: IncomingRequest) => Promise<Answer>,
): Promise<ItemAnswer> {
  const url = new URL(each.url.startsWith('/') ? each.url : `/${each.url}`, 'https://graph.microsoft.com');
  const own = Object.entries(each.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const answer = await handle({
    version: batch.version,
    method: each.method,
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: { authorization: batch.headers['authorization'] ?? '', ...Object.fromEntries(own) },
    body: each.body,
    size: each.body === undefined ? 0 : Buffer.byteLength(JSON.stringify(each.body)),
    batch: batch.batch,
  });
  const type = answer.body === undefined ? {} : { 'Content-Type': 'application/json' };
  return {
    id: each.id,
    status: answer.status,
    headers: { 'Cache-Control': 'no-cache', ...type, ...answer.headers },
    ...(answer.body === undefined ? {} : { body: answer.body }),
    ...(answer.raw === undefined ? {} : { body: answer.raw.text }),
  };
}

function failedDependency(each: Item): ItemAnswer {
  return {
    id: each.id,
    status: 424,
    headers: { 'Content-Type': 'application/json' },
    body: { error: { code: 'FailedDependency', message: 'A request this one depends on failed.' } },
  };
}
