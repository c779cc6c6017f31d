import { type Request, type Response, Router } from 'express';
import type { NotificationItem, Receipt } from '../registration/notifications/acceptNotifications.ts';
import type { Log } from '../registration/ports/log.ts';
import type { Metrics } from '../registration/ports/metrics.ts';
import { allowedSources } from './allowedSources.ts';
import { readNotifications } from './notification.ts';
import { readBody } from './readBody.ts';
import { type RateLimit, sourceLimit } from './sourceLimit.ts';

/** What the listener needs of the rest. */
export interface WebhookOptions {
  /** Checks notifications and stores durably what they ask to look at; rejects when that cannot be stored. */
  accept(items: readonly NotificationItem[]): Promise<Receipt>;
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
}

/** Graph's tokens are a few hundred characters; anything much longer is somebody else's. */
const tokenLength = 4_096;
/** Bytes of one POST; a hundred notifications are 60 kB. */
const bodyLimit = 4 * 1024 * 1024;

/**
 * Listens for Graph: `POST /notifications` and `POST /lifecycle`. Checks in this order, the first that fails answers: the address (403), its
 * rate (429), the handshake (200, or 400), the length (413), the JSON (400). Then 202, whatever the notifications are worth, so that nobody
 * learns which were believed; or 500 when they could not be stored, so that Graph sends them again. Calls nobody before it answers
 * (docs/sources.md, change notifications).
 */
export function createWebhooks(options: WebhookOptions): Router {
  const router = Router();
  const { metrics } = options;
  const isAllowed = allowedSources(options.sources ?? []);
  const mayCall =
    options.rateLimit === undefined ? () => true : sourceLimit(options.rateLimit, () => performance.now());
  const listen = async (request: Request, response: Response) => {
    const began = performance.now();
    const source = request.ip ?? '';
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (!isAllowed(source))
      return refuse(response, 403, 'sourceNotAllowed', 'This address may not send notifications.');
    if (!mayCall(source)) {
      response.set('Retry-After', '10');
      return refuse(response, 429, 'tooManyRequests', 'Too many requests from this address. Try again later.');
    }
    const token = request.query['validationToken'];
    if (token !== undefined) return shakeHands(token, response);
    const text = await readBody(request, bodyLimit);
    if (text === undefined) {
      response.set('Connection', 'close');
      return refuse(response, 413, 'entity.too.large', 'At most 4 MB of notifications at a time.');
    }
    const body = parse(text);
    if (body === undefined) return refuse(response, 400, 'badJson', 'The body must be JSON.');
    await take(body.json, options);
    response.status(202).end();
    metrics.time('notificationAnswer', (performance.now() - began) / 1_000);
  };
  for (const path of ['/notifications', '/lifecycle']) router.post(path, listen);
  return router;
}

async function take(body: unknown, { accept, wake, wakeSubscriptions, log, metrics }: WebhookOptions): Promise<void> {
  const { items, malformed } = readNotifications(body);
  const receipt = items.length === 0 ? undefined : await accept(items);
  const dropped = Object.entries({ malformed, ...receipt?.dropped }).filter(([, count]) => count > 0);
  for (const [reason, count] of dropped) metrics.count('notificationsDropped', count, { reason });
  if (dropped.length > 0) log.warn({ dropped: Object.fromEntries(dropped) }, 'notifications were dropped');
  if (receipt === undefined) return;
  if (receipt.believed > 0) metrics.count('notificationsReceived', receipt.believed, {});
  if (receipt.wakes) wake();
  if (receipt.subscriptions) wakeSubscriptions();
}

/** The handshake: the token comes back as plain text, whatever is in it. */
function shakeHands(token: unknown, response: Response): void {
  if (typeof token !== 'string' || token.length > tokenLength) {
    refuse(response, 400, 'badValidationToken', 'validationToken must be one text of at most 4,096 characters.');
    return;
  }
  response.status(200).set('Content-Type', 'text/plain; charset=utf-8').send(token);
}

function refuse(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ error: { code, message } });
}

function parse(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
