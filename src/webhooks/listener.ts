import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Intake, Receipt } from '../registration/notifications/acceptNotifications.ts';
import type { Log } from '../registration/ports/log.ts';
import type { Metrics } from '../registration/ports/metrics.ts';
import { allowedSources } from './allowedSources.ts';
import { callerAddress } from './callerAddress.ts';
import { readNotifications } from './notification.ts';
import { type RateLimit, sourceLimit } from './sourceLimit.ts';
import { createTally } from './tally.ts';

/** What the listener needs of the rest. */
export interface WebhookOptions {
  /** Checks notifications and stores durably what they ask to look at. */
  intake: Intake;
  /** Something was stored: devices to look at. */
  wake(): void;
  /** Something was stored: subscriptions to look at. */
  wakeSubscriptions(): void;
  log: Log;
  metrics: Metrics;
  /** Ranges of addresses that may call; everybody when there are none. */
  sources?: readonly string[];
  /** For each address; none when absent. */
  rateLimit?: RateLimit | undefined;
  /** Proxies in front, whose word about the caller's address is taken; none when absent. */
  proxies?: number;
  /** Reads bodies, within the limits of one and of all that are on their way. */
  readBody: ReadBody;
  /** Whether a body has no more parts than notifications have; asked before it is parsed. */
  isWithinShape(text: string): boolean;
}

/** Reads a request's body and hands its text on, keeping nothing of it; `tooLarge` or `tooMany` when it was not read. Rejects with status 400 when the connection ends early. */
export type ReadBody = <T>(
  request: IncomingMessage,
  use: (text: string) => Promise<T>,
) => Promise<T | 'tooLarge' | 'tooMany'>;

/** The listener for Graph: takes what comes for it, before any other of the HTTP face. */
export interface Webhooks {
  /** `true` for `POST /api/notifications` and `POST /api/lifecycle`. */
  isFor(request: IncomingMessage): boolean;
  /** Answers such a request; rejects, without having answered, when it could not be read or stored. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const paths: ReadonlySet<string> = new Set(['/api/notifications', '/api/lifecycle']);
/** Graph's tokens are a few hundred characters; anything much longer is somebody else's. */
const tokenLength = 4_096;

/**
 * Listens for Graph. Checks in this order, the first that fails answers: the address (403), its rate (429), the handshake (200, or 400), the
 * length (413, or 503 while too much is being read at a time), the number of parts (413), the JSON (400). Then 202, whatever the notifications are worth, so that nobody
 * learns which were believed; where they could not be stored it rejects, for a 500, so that Graph sends them again. Calls nobody before it
 * answers (docs/sources.md, change notifications). It is a listener of `node:http` and no route of Express: of all requests these are the many.
 */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { log, metrics, wake, wakeSubscriptions, readBody, proxies = 0 } = options;
  const now = () => performance.now();
  const isAllowed = allowedSources(options.sources ?? []);
  const mayCall = options.rateLimit === undefined ? () => true : sourceLimit(options.rateLimit, now);
  const tally = createTally(log, metrics, now);

  async function decide(request: IncomingMessage): Promise<Reply> {
    const source = callerAddress(request, proxies);
    if (!isAllowed(source)) return replies.sourceNotAllowed;
    if (!mayCall(source)) return replies.tooManyRequests;
    const tokens = validationTokens(request.url);
    if (tokens.length > 0) return shakeHands(tokens);
    const receipt = await readBody(request, (text) => take(text, options));
    if (typeof receipt === 'string') return replies[receipt];
    if (receipt.believed > 0) metrics.count('notificationsReceived', receipt.believed, {});
    tally.dropped(receipt.dropped);
    if (receipt.wakes) wake();
    if (receipt.subscriptions) wakeSubscriptions();
    return accepted;
  }

  return {
    isFor: ({ method, url = '' }) => method === 'POST' && paths.has(pathOf(url)),
    async answer(request, response) {
      const began = now();
      try {
        const reply = await decide(request);
        if (reply.refused !== undefined) tally.refused(reply.refused);
        send(response, reply);
      } catch (error) {
        tally.refused((error as { status?: unknown }).status === 400 ? 'aborted' : 'notStored');
        throw error;
      } finally {
        metrics.time('notificationAnswer', (now() - began) / 1_000);
      }
    },
  };
}

/** Hands on what a body says; no function that waits for the commit may hold on to the body. */
async function take(
  text: string,
  { intake, isWithinShape }: Pick<WebhookOptions, 'intake' | 'isWithinShape'>,
): Promise<Receipt | 'badJson' | 'tooComplex'> {
  if (!isWithinShape(text)) return 'tooComplex';
  const parsed = parse(text);
  return parsed === undefined ? 'badJson' : intake((believe) => readNotifications(parsed.json, believe));
}

/** An answer. */
interface Reply {
  status: number;
  type?: string;
  text?: string;
  headers?: Record<string, string>;
  /** Why the POST was not taken, for the count. */
  refused?: string;
}

const accepted: Reply = { status: 202 };

const replies = {
  sourceNotAllowed: refusal(403, 'sourceNotAllowed', 'This address may not send notifications.'),
  tooManyRequests: refusal(429, 'tooManyRequests', 'Too many requests from this address. Try again later.', {
    'Retry-After': '10',
  }),
  badToken: refusal(400, 'badValidationToken', 'validationToken must be one text of at most 4,096 characters.'),
  tooLarge: refusal(413, 'entity.too.large', 'At most 1 MB of notifications at a time.', { Connection: 'close' }),
  tooComplex: refusal(413, 'tooComplex', 'The body has more parts than notifications have.'),
  tooMany: refusal(503, 'busy', 'Too many notifications are being read. Try again later.', {
    'Retry-After': '10',
    Connection: 'close',
  }),
  badJson: refusal(400, 'badJson', 'The body must be JSON.'),
} as const;

function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}): Reply {
  const text = JSON.stringify({ error: { code, message } });
  return { status, type: 'application/json; charset=utf-8', text, headers, refused: code };
}

/** The handshake: the token comes back as plain text, whatever is in it. */
function shakeHands(tokens: readonly string[]): Reply {
  const [token = ''] = tokens;
  if (tokens.length > 1 || token.length > tokenLength) return replies.badToken;
  return { status: 200, type: 'text/plain; charset=utf-8', text: token };
}

function send(response: ServerResponse, { status, type, text, headers = {} }: Reply): void {
  response.statusCode = status;
  if (type === undefined || text === undefined) {
    response.end();
    return;
  }
  const length = Buffer.byteLength(text);
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': length,
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(text);
}

/** As Express would match it: in any case, with or without a slash at the end. */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (paths.has(path)) return path;
  return (path.endsWith('/') ? path.slice(0, -1) : path).toLowerCase();
}

function validationTokens(url = ''): string[] {
  const start = url.indexOf('?');
  return start < 0 ? [] : new URLSearchParams(url.slice(start)).getAll('validationToken');
}

function parse(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
