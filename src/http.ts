import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { isLoopbackCaller, notLoopback } from './callers/loopbackCaller.ts';
import { onceInAWhile } from './callers/onceInAWhile.ts';
import { type CountRefusal, perMinute } from './callers/refusals.ts';
import type { Log } from './registration/ports/log.ts';
import { StoreError } from './registration/ports/storeError.ts';

/** What listens behind the HTTP server. */
export interface HttpParts {
  /** Answers a request for `/api/messages`, errors included; nobody has read its body. */
  bot(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes what Graph sends, before everything else. */
  webhooks: {
    isFor(request: IncomingMessage): boolean;
    /** Rejects, without having answered, when something is wrong. */
    answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  };
  /** What Prometheus reads. */
  metrics(): string;
  /** Rejects, with a `StoreError` that says why, while nothing can be stored. */
  ready(): Promise<void>;
  log: Log;
  /** Only callers who address this machine by a loopback name, and no foreign pages: the sandbox. Everybody when absent. */
  loopbackOnly?: { countRefusal: CountRefusal } | undefined;
}

/** Milliseconds for which an answer about readiness stands, whoever asks and how often. */
const readinessStands = 1_000;

/** The HTTP face: bot, webhooks, health. No answer carries a stack trace, and none of strangers' requests costs more than an answer. */
export function createHttpApp(parts: HttpParts): RequestListener {
  const failed = createFailureLog(parts.log);
  const app = createApp(parts, failed);
  const { bot, webhooks, loopbackOnly } = parts;
  return (request, response) => {
    if (loopbackOnly !== undefined && !isLoopbackCaller(request.headers)) {
      loopbackOnly.countRefusal('notLoopback');
      response.writeHead(403, { 'Content-Type': 'application/json; charset=utf-8', Connection: 'close' });
      response.end(JSON.stringify(notLoopback));
      return;
    }
    if (webhooks.isFor(request)) {
      webhooks.answer(request, response).catch((error: unknown) => answerError(error, request.url, response, failed));
    } else if (isForBot(request.url)) void bot(request, response);
    else app(request, response);
  };
}

/** As Express would match it: in any case, with or without a slash at the end. */
function isForBot(url = ''): boolean {
  return /^\/api\/messages\/?(\?|$)/i.test(url);
}

function createApp(parts: HttpParts, failed: FailureLog): RequestListener {
  const ready = onceInAWhile(parts.ready, readinessStands);
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', async (_request, response) => {
    try {
      await ready();
      response.json({ status: 'ready' });
    } catch (error) {
      const { code, message } = explainUnready(error);
      response.status(503).set('Retry-After', '5').json({ status: 'not ready', error: { code, message } });
    }
  });
  app.get('/metrics', (_request, response) => {
    response.set('Content-Type', 'text/plain; version=0.0.4; charset=utf-8').send(parts.metrics());
  });
  app.use((_request, response) => {
    response
      .status(404)
      .json({ error: { code: 'notFound', message: 'There is nothing here. The bot listens at POST /api/messages.' } });
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    answerError(error, request.path, response, failed);
  });
  return app;
}

/** Why Preflight is not ready, in words that anybody may read. */
function explainUnready(error: unknown): { code: string; message: string } {
  if (error instanceof StoreError) return error;
  return { code: 'internalError', message: 'Preflight cannot use its database; its log says why.' };
}

type FailureLog = (error: unknown, path: string | undefined) => void;

/** Logs what failed: the first at once, then the latest once a minute with how many there were, so that nobody can fill the log. */
function createFailureLog(log: Log): FailureLog {
  let latest = {};
  const say = perMinute<'failed'>((_kind, count) => log.error({ ...latest, count }, 'a request failed'));
  return (error, path = '') => {
    latest = { path: path.slice(0, 200), reason: error instanceof Error ? error.stack : String(error) };
    say('failed');
  };
}

/** What was refused has a status of its own; the rest is our fault. */
function answerError(error: unknown, path: string | undefined, response: ServerResponse, failed: FailureLog): void {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  const known = typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
  if (known === 500) failed(error, path);
  if (response.headersSent) return;
  const code = typeof type === 'string' ? type : known === 500 ? 'internalError' : 'badRequest';
  const message =
    known === 500
      ? 'Preflight could not handle this request; its log says why.'
      : 'The body of this request cannot be read.';
  response.writeHead(known, { 'Content-Type': 'application/json; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
  response.end(JSON.stringify({ error: { code, message } }));
}
