import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Version } from './answer.ts';
import { GraphFailure } from './answer.ts';
import { ConnectionDropped, type Graph } from './graph.ts';

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
    const serveVersion = (request: Request, response: Response, unreadable?: GraphFailure): Promise<void> =>
      serve(graph, version, request, response, { size: sizes.get(request) ?? 0, unreadable });
    router.use(`/${version}`, readJson, (request: Request, response: Response) => serveVersion(request, response));
    // Express knows an error handler by its four parameters.
    const serveUnreadable: ErrorRequestHandler = (error: unknown, request, response, _next) =>
      serveVersion(request, response, failureOf(error));
    router.use(`/${version}`, serveUnreadable);
  }
  return router;
}

async function serve(
  graph: Graph,
  version: Version,
  request: Request,
  response: Response,
  body: { size: number; unreadable: GraphFailure | undefined },
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
      ...body,
    });
    response.status(answer.status).set(answer.headers ?? {});
    const { raw } = answer;
    if (raw !== undefined) {
      const length = Buffer.byteLength(raw.text) + (raw.cut === true ? 1_000 : 0);
      response.set({ 'Content-Type': raw.type ?? 'application/json', 'Content-Length': String(length) });
      if (raw.cut !== true) response.end(raw.text);
      else {
        response.flushHeaders();
        response.write(raw.text === '' ? ' ' : raw.text, () => setTimeout(() => request.socket.destroy(), 5));
      }
    } else if (answer.body === undefined) response.end();
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

/** Bodies that are too long or no JSON; anything else is a fault of the sandbox itself and thrown on. */
function failureOf(error: unknown): GraphFailure {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') {
    return new GraphFailure(413, 'RequestEntityTooLarge', 'The request entity is too large.');
  }
  if (type === 'entity.parse.failed') {
    return new GraphFailure(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  throw error;
}
