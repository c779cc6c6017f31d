import { ServiceError } from '../registration/ports/serviceError.ts';
import { fieldOf, isObject, type Reader, readNothing } from './answer.ts';
import { areaOf } from './areas.ts';
import type { GraphClient } from './client.ts';
import { outcomeOf, retryAfter, unreadable } from './failures.ts';
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

/** Makes what was asked for of the answer to one item; `undefined` when it is something else. */
export type ItemReader<T> = (body: unknown, index: number) => T | undefined;

/** Graph's limit (docs/sources.md, JSON batching). */
const itemsPerBatch = 20;
/** Rounds for items that Graph throttled or could not serve, or whose answers could not be read. */
const roundsPerItem = 5;
const firstDelay = 2_000;

/**
 * Sends items that may be repeated without harm, twenty to a round trip, and answers in their order. Items are throttled one by one:
 * only those are sent again, after the pause they asked for. Rejects with `ServiceError` when one stays unanswered or is forbidden; what was
 * refused or is not there is the caller's to read.
 */
export async function sendBatch<T>(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
  read: ItemReader<T>,
): Promise<(T | ServiceError)[]> {
  const outcomes: (T | ServiceError)[] = [];
  for (let start = 0; start < items.length; start += itemsPerBatch) {
    const twenty = await sendTwenty(client, workload, version, items, start, read);
    const hopeless = twenty.find(isForAll);
    if (hopeless !== undefined) throw hopeless;
    outcomes.push(...twenty);
  }
  return outcomes;
}

/** The same for writes that do not depend on each other: what stays unanswered or is forbidden is the caller's to read too, and holds up no other. */
export async function sendEach(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
): Promise<('done' | ServiceError)[]> {
  const outcomes: ('done' | ServiceError)[] = [];
  for (let start = 0; start < items.length; start += itemsPerBatch)
    outcomes.push(...(await sendTwenty(client, workload, version, items, start, readNothing)));
  return outcomes;
}

/** In the place of an item that could not be read although others could. */
export const unread = Symbol('unread');

/**
 * Reads in batches: what `read` makes of each item, `undefined` where there is no such thing (404, in Graph's own words), `unread` where
 * one item alone failed. Rejects when all of them did, or one was forbidden. After twenty that were all not served the rest is not asked for.
 */
export async function readBatch<T>(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  items: readonly BatchItem[],
  read: ItemReader<T>,
): Promise<(T | undefined | typeof unread)[]> {
  const outcomes: (T | ServiceError)[] = [];
  for (let start = 0; start < items.length; start += itemsPerBatch) {
    const twenty = await sendTwenty(client, workload, version, items, start, read);
    const forbidden = twenty.find((outcome) => outcome instanceof ServiceError && outcome.kind === 'forbidden');
    if (forbidden !== undefined) throw forbidden;
    outcomes.push(...twenty);
    if (twenty.every(mustRepeat)) break;
  }
  const [first] = outcomes;
  if (first instanceof ServiceError && !outcomes.some(isRead)) throw first;
  return items.map((_, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) return unread;
    if (!(outcome instanceof ServiceError)) return outcome;
    return outcome.kind === 'notFound' ? undefined : unread;
  });
}

function isRead(outcome: unknown): boolean {
  return !(outcome instanceof ServiceError) || outcome.kind === 'notFound';
}

/** An answer that means the same for every item of its kind. */
function isForAll(outcome: unknown): outcome is ServiceError {
  return outcome instanceof ServiceError && (outcome.kind === 'forbidden' || mustRepeat(outcome));
}

function mustRepeat(outcome: unknown): outcome is ServiceError {
  if (!(outcome instanceof ServiceError)) return false;
  return outcome.kind === 'throttled' || outcome.kind === 'unavailable' || outcome.kind === 'unreadable';
}

/** The twenty items from `start` on; readers get the place in the whole list. */
async function sendTwenty<T>(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  all: readonly BatchItem[],
  start: number,
  read: ItemReader<T>,
): Promise<(T | ServiceError)[]> {
  const items = all.slice(start, start + itemsPerBatch).map((item, place) => ({ item, index: start + place }));
  const outcomes = new Map<number, T | ServiceError>();
  let open = items;
  for (let round = 1; open.length > 0; round += 1) {
    for (const [index, outcome] of await sendOpen(client, workload, version, open, read)) outcomes.set(index, outcome);
    const failed = open.filter(({ index }) => mustRepeat(outcomes.get(index)));
    const errors = failed.map(({ index }) => outcomes.get(index)).filter(mustRepeat);
    const delay = longest(errors, round);
    noteAreas(client, workload, open, outcomes, delay);
    open = round < roundsPerItem && (await mayGoOn(client, workload, errors, delay)) ? failed : [];
  }
  for (const { item, index } of items) {
    const outcome = outcomes.get(index);
    if (!(outcome instanceof ServiceError) || outcome.kind !== 'throttled') continue;
    client.throttle.unserved({ workload, area: areaOf(item.url) });
  }
  return items.map(({ item, index }) => outcomes.get(index) ?? noSuchItem(item));
}

/** Milliseconds until what failed is sent again. */
function longest(errors: readonly ServiceError[], round: number): number {
  const fallback = firstDelay * 2 ** (round - 1);
  return Math.max(
    0,
    ...errors.map(({ kind, retryAfter: asked }) => asked ?? (kind === 'throttled' ? 5_000 : fallback)),
  );
}

/** A throttled item makes everybody wait, and the next request waits by itself; other trouble concerns this batch alone. */
async function mayGoOn(
  client: GraphClient,
  workload: Workload,
  errors: readonly ServiceError[],
  delay: number,
): Promise<boolean> {
  if (errors.length === 0) return false;
  if (!errors.some(({ kind }) => kind === 'throttled')) return client.throttle.rest(delay);
  client.throttle.pause(workload, delay);
  return true;
}

type Open = { item: BatchItem; index: number };

/** Says of each thing that was asked for how it went; one item that failed is trouble. */
function noteAreas(
  { throttle }: GraphClient,
  workload: Workload,
  open: readonly Open[],
  outcomes: ReadonlyMap<number, unknown>,
  delay: number,
): void {
  for (const [area, members] of Map.groupBy(open, ({ item }) => areaOf(item.url))) {
    const failure = members.map(({ index }) => outcomes.get(index)).find(mustRepeat);
    throttle.note({ workload, area }, failure, delay);
  }
}

async function sendOpen<T>(
  client: GraphClient,
  workload: Workload,
  version: GraphVersion,
  open: readonly Open[],
  read: ItemReader<T>,
): Promise<Map<number, T | ServiceError>> {
  const requests = open.map(({ item, index }) => ({
    id: String(index),
    method: item.method,
    url: item.url,
    ...(item.body === undefined ? {} : { body: item.body }),
    headers: { ...(item.body === undefined ? {} : { 'Content-Type': 'application/json' }), ...item.headers },
  }));
  const effect = open.every(({ item }) => item.method === 'GET') ? ('safe' as const) : ('idempotent' as const);
  const responses = await client.send(
    { workload, version, method: 'POST', path: '/$batch', body: { requests }, effect },
    readResponses,
  );
  return new Map(
    open.map(({ item, index }) => {
      const response = responses.get(String(index));
      const asked = { method: item.method, path: item.url, effect };
      if (response === undefined) return [index, noSuchItem(item)];
      const wait = retryAfter(response.headers, client.throttle.longestPause);
      const readItem: Reader<T> = (body) => read(body, index);
      return [index, outcomeOf(asked, response, readItem, wait)];
    }),
  );
}

function noSuchItem({ method, url }: BatchItem): ServiceError {
  return unreadable({ method, path: url, effect: 'idempotent' }, 200, 'the batch does not answer it');
}

interface ItemAnswer {
  status: number;
  body: unknown;
  headers: Headers;
}

/** The answers of a batch by the id of their item; one that says neither whose it is nor how it went is none. */
function readResponses(body: unknown): Map<string, ItemAnswer> | undefined {
  const responses = fieldOf(body, 'responses');
  if (!Array.isArray(responses)) return undefined;
  const read = new Map<string, ItemAnswer>();
  for (const response of responses as unknown[]) {
    const id = fieldOf(response, 'id');
    const status = Number(fieldOf(response, 'status') ?? Number.NaN);
    if ((typeof id !== 'string' && typeof id !== 'number') || !Number.isInteger(status) || status < 100) continue;
    read.set(String(id), { status, body: fieldOf(response, 'body'), headers: headersOf(fieldOf(response, 'headers')) });
  }
  return read;
}

function headersOf(raw: unknown): Headers {
  const headers = new Headers();
  if (!isObject(raw)) return headers;
  for (const [name, value] of Object.entries(raw)) {
    // Only the one that is read: others may hold what no header can.
    if (/^retry-after$/i.test(name)) headers.set('retry-after', String(value).replace(/[^\x20-\x7e]/g, ''));
  }
  return headers;
}
