import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Log } from './registration/ports/log.ts';
import { StoreError } from './registration/ports/storeError.ts';

/** What listens behind the HTTP server. */
export interface HttpParts {
  /** Answers a request of the Bot Framework, errors included. */
  bot(request: Request, response: Response): Promise<void>;
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
}

/** Activities are small; files come by download, not in the activity. */
const activityLimit = '1mb';

/** The HTTP face: bot, webhooks, health. No answer carries a stack trace. */
export function createHttpApp(parts: HttpParts): RequestListener {
  const app = createApp(parts);
  const { webhooks, log } = parts;
  return (request, response) => {
    if (!webhooks.isFor(request)) return app(request, response);
    webhooks.answer(request, response).catch((error: unknown) => answerError(error, request.url, response, log));
  };
}

function createApp(parts: HttpParts): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', async (_request, response) => {
    try {
      await parts.ready();
      response.json({ status: 'ready' });
    } catch (error) {
      const { code, message } = explainUnready(error);
      response.status(503).set('Retry-After', '5').json({ status: 'not ready', error: { code, message } });
    }
  });
  app.get('/metrics', (_request, response) => {
    response.set('Content-Type', 'text/plain; version=0.0.4; charset=utf-8').send(parts.metrics());
  });
  app.post('/api/messages', express.json({ limit: activityLimit }), (request, response) =>
    parts.bot(request, response),
  );
  app.use((_request, response) => {
    response
      .status(404)
      .json({ error: { code: 'notFound', message: 'There is nothing here. The bot listens at POST /api/messages.' } });
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    answerError(error, request.path, response, parts.log);
  });
  return app;
}

/** Why Preflight is not ready, in words that anybody may read. */
function explainUnready(error: unknown): { code: string; message: string } {
  if (error instanceof StoreError) return error;
  return { code: 'internalError', message: 'Preflight cannot use its database; its log says why.' };
}

function answerError(error: unknown, path: string | undefined, response: ServerResponse, log: Log): void {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  const known = typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
  if (known === 500)
    log.error({ path, reason: error instanceof Error ? error.stack : String(error) }, 'a request failed');
  if (response.headersSent) return;
  const code = typeof type === 'string' ? type : known === 500 ? 'internalError' : 'badRequest';
  const message =
    known === 500
      ? 'Preflight could not handle this request; its log says why.'
      : 'The body of this request cannot be read.';
  response.writeHead(known, { 'Content-Type': 'application/json; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
  response.end(JSON.stringify({ error: { code, message } }));
}
