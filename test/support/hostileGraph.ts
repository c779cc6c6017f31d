import type { IncomingMessage, ServerResponse } from 'node:http';
import { aloneFrom, type ItemAnswer, itemFrom } from './hostileGraph/items.ts';
import { type Answer, breakOf, type Fault, lieFor } from './hostileGraph/lies.ts';
import { madeUp } from './hostileGraph/madeUp.ts';
import { listen } from './listen.ts';

/** One request, sent alone or as an item of a `$batch`. */
export interface Asked {
  method: string;
  /** Below the version, decoded, without the query. */
  path: string;
  /** Decoded. */
  query: string;
  /** Parsed JSON. */
  body: unknown;
  /** `https://graph.microsoft.com/v1.0/groups?$top=5` */
  url: string;
  /** Counts HTTP requests from 1; the items of a batch have the number of the batch. */
  roundTrip: number;
}

/** What to lie about. */
export interface Lie {
  fault: Fault;
  /** Whether it is told to this request; asked once for each that it could be told to, and told when true. */
  isTold(asked: Asked): boolean;
  /** Whether the tenant acts although its answer is a lie. What only reads is always done. */
  acts: boolean;
}

/** A proxy between Preflight's Graph adapter and a tenant. */
export interface HostileGraph {
  /** Graph, and the endpoint of the managed identity, as Preflight sees them. */
  origin: string;
  lie: Lie | undefined;
  /** Lies told so far. */
  told: number;
  /** HTTP requests to Graph, tokens apart. */
  requests: number;
  /** Times a token was asked for. */
  tokens: number;
  /** Authorization headers that reached the foreign host. */
  tokensAbroad: number;
  /** Set when there were so many requests that nothing is answered any more. */
  isBlown: boolean;
  close(): Promise<void>;
}

/** More requests than this in one life are without bound: the proxy gives up. */
const fuse = 6_000;

/**
 * Answers for the tenant at `upstream`, honestly until it is told to lie. `onSilence` is called for each request that is never answered.
 * The foreign host of its links is a server of its own, which counts the tokens it sees.
 */
export async function createHostileGraph(upstream: string, onSilence: () => void): Promise<HostileGraph> {
  const foreign = await listen((request, response) => {
    if (request.headers.authorization !== undefined) graph.tokensAbroad += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[]}');
  });
  const server = await listen((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const asked = askedOf(request, text, graph.requests + graph.tokens + 1);
    const isToken = asked.path === '/msi/token';
    if (isToken) graph.tokens += 1;
    else graph.requests += 1;
    graph.isBlown ||= graph.requests + graph.tokens > fuse;
    if (graph.isBlown) return void response.destroy();
    const { lie } = graph;
    if (lie === undefined) return send(response, await forward(request, text));
    if (lie.isTold(asked)) return tell(lie, asked, response, () => forward(request, text));
    if (asked.path === '/$batch') return tellItems(lie, asked, request, response);
    return send(response, await forward(request, text));
  }

  async function tell(
    lie: Lie,
    asked: Asked,
    response: ServerResponse,
    honestly: () => Promise<Answer>,
  ): Promise<void> {
    const count = graph.told;
    graph.told += 1;
    const honest = lie.acts || isReading(asked) ? await honestly() : madeUp(asked);
    finish(lie.fault, lieFor(lie.fault, honest, { url: asked.url, count, foreign: foreign.origin }), response);
  }

  /** Lies about single items of a batch; those that the tenant must not carry out are taken out of it. */
  async function tellItems(lie: Lie, batch: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const items = itemsOf(batch);
    const lies = items.filter(({ asked }) => lie.isTold(asked));
    const kept = items.filter((item) => lie.acts || isReading(item.asked) || !lies.includes(item));
    const body = JSON.stringify({ requests: kept.map(({ raw }) => raw) });
    const honest =
      kept.length === 0
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: '{"responses":[]}' }
        : await forward(request, body);
    if (lies.length === 0 || honest.status !== 200) return send(response, honest);
    const count = graph.told;
    graph.told += 1;
    if (breakOf(lie.fault) === 'silence') return finish(lie.fault, honest, response);
    const { responses } = JSON.parse(honest.body) as { responses: ItemAnswer[] };
    const answers = items.flatMap(({ raw: { id }, asked }, index) => {
      const answer = responses.find((each) => each.id === id);
      if (!lies.some((each) => each.raw.id === id)) return answer ?? [];
      const alone = answer === undefined ? madeUp(asked) : aloneFrom(answer);
      return (
        itemFrom(
          id,
          lie.fault,
          lieFor(lie.fault, alone, { url: asked.url, count: count + index, foreign: foreign.origin }),
        ) ?? []
      );
    });
    send(response, { ...honest, body: JSON.stringify({ responses: answers }) });
  }

  function finish(fault: Fault, answer: Answer, response: ServerResponse): void {
    const how = breakOf(fault);
    if (how === undefined) send(response, answer);
    else if (how === 'silence') onSilence();
    else breakOff(how, answer, response);
  }

  function breakOff(how: 'afterHeaders' | 'inTheMiddle', answer: Answer, response: ServerResponse): void {
    const length = Buffer.byteLength(answer.body) + 1_000;
    response.writeHead(200, { ...plain(answer.headers), 'content-length': String(length) });
    response.flushHeaders();
    if (how === 'inTheMiddle') response.write(answer.body);
    setImmediate(() => response.destroy());
  }

  async function forward(request: IncomingMessage, body: string): Promise<Answer> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        dropped.includes(name) || value === undefined ? [] : [[name, String(value)]],
      ),
    );
    const answer = await fetch(upstream + request.url, {
      method: request.method ?? 'GET',
      headers,
      ...(body === '' ? {} : { body }),
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  }

  const graph: HostileGraph = {
    origin: server.origin,
    lie: undefined,
    told: 0,
    requests: 0,
    tokens: 0,
    tokensAbroad: 0,
    isBlown: false,
    async close() {
      await server.close();
      await foreign.close();
    },
  };
  return graph;
}

/** Headers that belong to one connection. */
const dropped = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'];

function plain(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.includes(name.toLowerCase())));
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...plain(headers), 'content-length': String(Buffer.byteLength(body)) }).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function askedOf(request: IncomingMessage, text: string, roundTrip: number): Asked {
  const [, version = '', rest = request.url ?? ''] = /^\/(v1\.0|beta)(\/.*)$/.exec(request.url ?? '') ?? [];
  const body = text === '' ? undefined : (JSON.parse(text) as unknown);
  return asked(request.method ?? 'GET', version, rest, body, roundTrip);
}

function asked(method: string, version: string, rest: string, body: unknown, roundTrip: number): Asked {
  const [path = '', query = ''] = rest.split('?');
  return {
    method,
    path: decodeURIComponent(path),
    query: decodeURIComponent(query),
    body,
    url: `https://graph.microsoft.com/${version}${rest}`,
    roundTrip,
  };
}

interface RawItem {
  id: string;
  method: string;
  url: string;
  body?: unknown;
}

function itemsOf(batch: Asked): { raw: RawItem; asked: Asked }[] {
  const { requests } = batch.body as { requests: RawItem[] };
  const version = batch.url.includes('/beta/') ? 'beta' : 'v1.0';
  return requests.map((raw) => ({ raw, asked: asked(raw.method, version, raw.url, raw.body, batch.roundTrip) }));
}

/** Whether a request changes nothing at the tenant; a batch does where one of its items does. */
export function isReading(request: Asked): boolean {
  if (request.path === '/$batch') return itemsOf(request).every((item) => isReading(item.asked));
  return request.method === 'GET' || request.path.endsWith('/checkMemberGroups');
}
