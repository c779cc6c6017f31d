import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/registration/ports/clock.ts';

/** What a request wants: a message of its own, one below another, the change of one, or to see whether the conversation is there. */
export type Wanted = 'message' | 'thread reply' | 'edit' | 'look';

/** How the connector answers a request that it has a grudge against. */
export type Grudge =
  /** Refuses with a status, a code and headers. */
  | { kind: 'refuse'; status: number; code: string; headers?: Record<string, string> }
  /** Does what is asked and answers so all the same. */
  | { kind: 'takeAndRefuse'; status: number }
  /** Does what is asked so many milliseconds later, and does not answer in time. */
  | { kind: 'slow'; by: number }
  /** Cannot be connected to until then. */
  | { kind: 'away'; until: number };

/** A request as it came. */
export interface ConnectorRequest {
  at: number;
  wanted: Wanted;
  /** Conversation id without a thread suffix. */
  conversationId: string;
  /** The thread, or the message that is changed. */
  activityId: string | undefined;
  body: Record<string, unknown>;
  bytes: number;
  /** Whatever `speakingOf` was then. */
  about: unknown;
}

/** What came to stand in a conversation: posted or changed. */
export interface Standing extends ConnectorRequest {
  /** Of the message. */
  id: string;
}

/** Teams' side of the conversations over real HTTP, in the time of a clock that the test moves, and as hostile as it is told. */
export interface HostileConnector {
  origin: string;
  requests: ConnectorRequest[];
  /** In the order in which people saw it. */
  standing: Standing[];
  /** Asked for each request: how it is answered; `undefined` answers well. */
  grudge: ((request: ConnectorRequest) => Grudge | undefined) | undefined;
  /** Noted with each request that comes in. */
  speakingOf: unknown;
  /** Does what became due: late messages appear, and it listens again. Call it after moving the clock. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startHostileConnector(clock: Pick<Clock, 'now'>): Promise<HostileConnector> {
  let server: Server;
  let port = 0;
  let awayUntil: number | undefined;
  let late: { at: number; request: ConnectorRequest }[] = [];
  const connector: HostileConnector = {
    origin: '',
    requests: [],
    standing: [],
    grudge: undefined,
    speakingOf: undefined,
    async tick() {
      const due = late.filter(({ at }) => at <= clock.now()).sort((one, other) => one.at - other.at);
      late = late.filter(({ at }) => at > clock.now());
      for (const { request } of due) stand(request);
      if (awayUntil !== undefined && awayUntil <= clock.now()) {
        awayUntil = undefined;
        await open();
      }
    },
    close: () => (awayUntil === undefined ? shut() : Promise.resolve()),
  };

  function stand(request: ConnectorRequest): string {
    const { wanted, activityId } = request;
    const id = wanted === 'edit' ? (activityId ?? '') : `m${connector.standing.length + 1}`;
    connector.standing.push({ ...request, id });
    return id;
  }

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await Array.fromAsync(message, String).then((chunks) => chunks.join(''));
    const request = readRequest(message, text, clock.now(), connector.speakingOf);
    if (request === undefined) return json(response, 404, { error: { code: 'Unknown', message: 'no such route' } });
    connector.requests.push(request);
    const grudge = connector.grudge?.(request);
    switch (grudge?.kind) {
      case 'refuse':
        return json(response, grudge.status, { error: { code: grudge.code, message: 'as told' } }, grudge.headers);
      case 'takeAndRefuse':
        stand(request);
        return json(response, grudge.status, { error: { code: 'BadGateway', message: 'taken all the same' } });
      case 'slow':
        late.push({ at: clock.now() + grudge.by, request });
        return;
      case 'away':
        awayUntil = grudge.until;
        await shut();
        return;
      default:
        if (request.wanted === 'look') return json(response, 200, { members: [] });
        return json(response, request.wanted === 'edit' ? 200 : 201, answerOf(request, stand(request)));
    }
  }

  async function open(): Promise<void> {
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    ({ port } = server.address() as AddressInfo);
    connector.origin = `http://127.0.0.1:${port}`;
  }

  async function shut(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  await open();
  return connector;
}

/** Created conversations answer with the thread as well, as Teams does. */
function answerOf({ wanted, conversationId, body }: ConnectorRequest, id: string): Record<string, unknown> {
  const isCreated = wanted === 'message' && 'createdWith' in body;
  return isCreated ? { id: `${conversationId};messageid=${id}`, activityId: id } : { id };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const route = /^\/v3\/conversations(?:\/([^/]+)\/(activities(?:\/([^/]+))?|pagedmembers))?$/;

function readRequest(
  { method, url = '' }: IncomingMessage,
  text: string,
  at: number,
  about: unknown,
): ConnectorRequest | undefined {
  const [, conversation, what, activity] = route.exec(new URL(url, 'http://x').pathname) ?? [];
  const whole = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  const base = { at, about, bytes: text.length };
  if (conversation === undefined) {
    // A conversation is created in a channel; nobody may create one without saying whom it is from.
    const { activity: body, channelData, isGroup, bot } = whole as Record<string, { channel?: { id?: string } }>;
    const conversationId = channelData?.channel?.id;
    if (method !== 'POST' || conversationId === undefined || isGroup === undefined || bot === undefined)
      return undefined;
    const created = { ...(body as Record<string, unknown>), createdWith: whole['tenantId'] };
    return { ...base, wanted: 'message', conversationId, activityId: undefined, body: created };
  }
  const [conversationId = '', thread] = decodeURIComponent(conversation).split(';messageid=');
  if (what === 'pagedmembers') return { ...base, wanted: 'look', conversationId, activityId: undefined, body: {} };
  if (method === 'PUT') return { ...base, wanted: 'edit', conversationId, activityId: activity, body: whole };
  const wanted = thread === undefined ? 'message' : 'thread reply';
  return { ...base, wanted, conversationId, activityId: thread ?? activity, body: whole };
}
