import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { failureAnswer, GraphFailure } from './answer.ts';
import { ConnectionDropped, type Graph } from './graph.ts';
import type { Version } from './route.ts';

/** Largest request Graph takes. */
const longestBody = '4mb';

/** Serves the emulated Graph under `/v1.0` and `/beta`. */
export function graphRouter(graph: Graph): Router {
  const router = Router();
  const sizes = new WeakMap<object, number>();
  const readJson = express.json({
    limit: longestBody,
    strict: false,
    verify: (request, _response, bytes) => sizes.set(request, bytes.length),
  });
  for (const version of ['v1.0', 'beta'] as const) {
    router.use(`/${version}`, readJson, (request, response, next) => {
      serve(graph, version, request, response, sizes.get(request) ?? 0).catch(next);
    });
  }
  router.use(refuse);
  return router;
}

async function serve(
  graph: Graph,
  version: Version,
  request: Request,
  response: Response,
  size: number,
): Promise<void> {
  const [path, query] = splitUrl(request.url);
  try {
    const answer = await graph({
      version,
      method: request.method,
      path,
      query: new URLSearchParams(query),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: request.body,
      size,
    });
    response.status(answer.status).set(answer.headers ?? {});
    if (answer.body === undefined) response.end();
    else response.type('application/json').send(JSON.stringify(answer.body));
  } catch (error) {
    if (error instanceof ConnectionDropped) request.socket.destroy();
    else throw error;
  }
}

function splitUrl(url: string): [path: string, query: string] {
  const cut = url.indexOf('?');
  const path = cut === -1 ? url : url.slice(0, cut);
  return [decodeURIComponent(path), cut === -1 ? '' : url.slice(cut + 1)];
}

/** Bodies that are no JSON or too long. */
const refuse: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  const failures: Record<string, GraphFailure> = {
    'entity.too.large': new GraphFailure(413, 'RequestEntityTooLarge', 'The request entity is too large.'),
    'entity.parse.failed': new GraphFailure(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    ),
  };
  const failure = failures[String(type)];
  if (failure === undefined) return next(error);
  const id = request.get('client-request-id') ?? crypto.randomUUID();
  const answer = failureAnswer(failure, { now: Date.now(), requestId: id, clientRequestId: id });
  response.status(answer.status).set('request-id', id).json(answer.body);
};
