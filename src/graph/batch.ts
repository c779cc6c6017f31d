import type { ServiceError } from '../registration/ports/serviceError.ts';
import type { GraphClient } from './client.ts';
import { type Effect, retryAfter, statusError } from './failures.ts';
import type { Workload } from './throttle.ts';
import type { GraphVersion } from './versions.ts';

/** One request of a `$batch`. */
export interface BatchItem {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version, encoded. */
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The answer to one item. */
export interface BatchAnswer {
  status: number;
  body: unknown;
}

/** Graph's limit (docs/sources.md, JSON batching). */
const itemsPerBatch = 20;
/** Rounds for items that Graph throttled or could not serve. */
const roundsPerItem = 5;

/**
 * Sends items that may be repeated without harm, twenty to a round trip, and answers in their order. Items are throttled one by one:
 * only those are sent again, after the pause they asked for. Rejects with `ServiceError` when one stays unanswered or is forbidden; other
 * statuses are the caller's to read.
 */
export async function sendBatch(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
): Promise<BatchAnswer[]> {
  return sendAll(client, workload, version, items, true);
}

/** The same for items that do not depend on each other: what stays unanswered or is forbidden is the caller's to read too, and holds up no other. */
export async function sendEach(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
): Promise<BatchAnswer[]> {
  return sendAll(client, workload, version, items, false);
}

async function sendAll(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
  strict: boolean,
): Promise<BatchAnswer[]> {
  const answers: BatchAnswer[] = [];
  for (let start = 0; start < items.length; start += itemsPerBatch) {
    answers.push(...(await sendTwenty(client, workload, version, items.slice(start, start + itemsPerBatch), strict)));
  }
  return answers;
}

/** In the place of an item that could not be read although others could. */
export const unread = Symbol('unread');

/**
 * Reads in batches: the body of each item, `undefined` where there is no such thing (404), `unread` where one item alone failed.
 * Rejects when all of them did, or one was forbidden. After twenty that were all not served the rest is not asked for.
 */
export async function readBatch(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
): Promise<unknown[]> {
  const answers: BatchAnswer[] = [];
  for (let start = 0; start < items.length; start += itemsPerBatch) {
    const twenty = await sendEach(client, workload, version, items.slice(start, start + itemsPerBatch));
    const forbidden = twenty.findIndex(({ status }) => isForbidden(status));
    const refusal = twenty[forbidden];
    if (refusal !== undefined) throw answerError(items[start + forbidden], refusal);
    answers.push(...twenty);
    if (twenty.every(({ status }) => mustRepeat(status))) break;
  }
  const isRead = (answer: BatchAnswer | undefined) => answer?.status === 200 || answer?.status === 404;
  const [first] = answers;
  if (first !== undefined && !answers.some(isRead)) throw answerError(items[0], first);
  return items.map((_, index) => {
    const answer = answers[index];
    return isRead(answer) ? (answer?.status === 200 ? answer.body : undefined) : unread;
  });
}

/** The engine's error for the answer to one item. */
export function answerError(item: BatchItem | undefined, { status, body }: BatchAnswer): ServiceError {
  const { error } = (body ?? {}) as { error?: { code?: unknown; innerError?: { 'request-id'?: unknown } } };
  const code = typeof error?.code === 'string' ? error.code : `http${status}`;
  const requestId = error?.innerError?.['request-id'];
  return statusError({ method: item?.method ?? '', path: item?.url ?? '' }, 'idempotent', {
    status,
    code,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  });
}

async function sendTwenty(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
  strict: boolean,
): Promise<BatchAnswer[]> {
  const answers = new Map<number, BatchAnswer>();
  for (let round = 1; answers.size < items.length; round += 1) {
    const open = items.flatMap((item, index) => (answers.has(index) ? [] : [{ item, index }]));
    const outcome = await sendOpen(client, workload, version, open);
    let delay = 0;
    for (const { index, answer, wait } of outcome) {
      if (wait === undefined || round === roundsPerItem) {
        if (strict) refuse(items[index], answer);
        answers.set(index, answer);
      } else delay = Math.max(delay, wait);
    }
    if (delay > 0) client.throttle.pause(workload, delay);
  }
  return items.map((_, index) => answers.get(index) ?? { status: 0, body: undefined });
}

/** Throws for an answer that means the same for every item of its kind. */
function refuse(item: BatchItem | undefined, answer: BatchAnswer): void {
  if (isForbidden(answer.status) || mustRepeat(answer.status)) throw answerError(item, answer);
}

/** Whether Graph does not let Preflight in. */
export function isForbidden(status: number): boolean {
  return status === 401 || status === 403;
}

interface Outcome {
  index: number;
  answer: BatchAnswer;
  /** Milliseconds to wait before the item is sent again; absent when it is answered. */
  wait: number | undefined;
}

async function sendOpen(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  open: readonly { item: BatchItem; index: number }[],
): Promise<Outcome[]> {
  const effect: Effect = 'idempotent';
  const requests = open.map(({ item, index }) => ({
    id: String(index),
    method: item.method,
    url: item.url,
    ...(item.body === undefined ? {} : { body: item.body }),
    headers: { ...(item.body === undefined ? {} : { 'Content-Type': 'application/json' }), ...item.headers },
  }));
  const answer = await client.send({ workload, version, method: 'POST', path: '/$batch', body: { requests }, effect });
  const byId = readResponses(answer);
  return open.map(({ index }) => {
    const response = byId.get(String(index)) ?? { status: 0, body: undefined, headers: {} };
    const wait = mustRepeat(response.status) ? (retryAfter(response.headers['retry-after']) ?? 5_000) : undefined;
    return { index, answer: { status: response.status, body: response.body }, wait };
  });
}

function mustRepeat(status: number): boolean {
  return status === 0 || status === 429 || status === 408 || status >= 500;
}

function readResponses(answer: unknown): Map<string, BatchAnswer & { headers: Record<string, string> }> {
  const { responses } = (answer ?? {}) as { responses?: unknown };
  const read = new Map<string, BatchAnswer & { headers: Record<string, string> }>();
  if (!Array.isArray(responses)) return read;
  for (const response of responses as {
    id?: unknown;
    status?: unknown;
    body?: unknown;
    headers?: Record<string, string>;
  }[]) {
    const headers = Object.fromEntries(
      Object.entries(response.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    read.set(String(response.id), { status: Number(response.status), body: response.body, headers });
  }
  return read;
}
