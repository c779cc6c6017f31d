import type { SandboxClock } from '../clock.ts';
import type { ActiveFault, Faults } from '../faults.ts';
import type { TokenIssuer } from '../identity/tokens.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { Contract } from '../openapi.ts';
import type { LogEntry, RequestLog } from '../requestLog.ts';
import type { Random } from '../tenant/random.ts';
import type { World } from '../tenant/world.ts';
import { type Answer, failureAnswer, GraphFailure } from './answer.ts';
import { batchAnswer } from './batch.ts';
import { faultAnswer } from './faultAnswer.ts';
import { needsAnswer, tell } from './lies.ts';
import { type IncomingRequest, type Limits, type Route, routeTable } from './route.ts';
import { graphRoutes } from './routes.ts';
import type { Throttle } from './throttle.ts';

/** What the emulated Graph works with. */
export interface GraphParts {
  clock: Pick<SandboxClock, 'now' | 'sleep'>;
  world: () => World;
  tokens: Pick<TokenIssuer, 'check'>;
  faults: Faults;
  throttle: Throttle;
  log: RequestLog;
  contract: Contract;
  limits: Limits;
  notifications: Notifications;
  random: Random;
}

/** The connection is to be destroyed without an answer. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped';
}

/** The emulated Graph: resolves with the answer to one request, or rejects with `ConnectionDropped`. */
export type Graph = (request: IncomingRequest) => Promise<Answer>;

/** Puts the emulated Graph together. */
export function createGraph(parts: GraphParts): Graph {
  const table = routeTable(graphRoutes);

  async function handle(incoming: IncomingRequest): Promise<Answer> {
    const isBatch = incoming.path === '/$batch';
    const request = isBatch ? { ...incoming, batch: parts.random.guid() } : incoming;
    const at = parts.clock.now();
    const found = table.find(request.version, request.method, request.path);
    const act = (): Promise<Answer> =>
      identified(parts, request, async (permissions) =>
        isBatch ? batchAnswer(request, handle, parts.random) : routedAnswer(parts, request, permissions, found),
      );
    let answer: Answer | undefined;
    try {
      answer = await withFault(parts, request, act);
      if (answer.spoilt !== true) parts.contract.check(request, answer);
      return answer;
    } finally {
      const known = typeof found === 'string' ? 'unknown' : found.route.path;
      const duration = parts.clock.now() - at;
      parts.log.add({ ...logged(request, answer), at, duration, route: isBatch ? request.path : known });
    }
  }

  return handle;
}

function logged(request: IncomingRequest, answer: Answer | undefined): Omit<LogEntry, 'at' | 'duration' | 'route'> {
  return {
    method: request.method,
    url: `/${request.version}${request.path}${request.query.size > 0 ? `?${request.query}` : ''}`,
    version: request.version,
    status: answer?.status ?? 0,
    requestSize: request.size,
    responseSize: answer?.body === undefined ? 0 : Buffer.byteLength(JSON.stringify(answer.body)),
    batch: request.batch,
  };
}

/** Checks who asks, gives the answer its ids, and turns failures into Graph's words. */
async function identified(
  parts: GraphParts,
  request: IncomingRequest,
  act: (permissions: readonly string[]) => Promise<Answer>,
): Promise<Answer> {
  const requestId = parts.random.guid();
  const clientRequestId = request.headers['client-request-id'] ?? requestId;
  let answer: Answer;
  try {
    const permissions = await authenticate(parts, request);
    if (request.unreadable !== undefined) throw request.unreadable;
    answer = await act(permissions);
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    answer = failureAnswer(error, { now: parts.clock.now(), requestId, clientRequestId });
  }
  return { ...answer, headers: { 'request-id': requestId, 'client-request-id': clientRequestId, ...answer.headers } };
}

async function authenticate(parts: GraphParts, request: IncomingRequest): Promise<readonly string[]> {
  const token = /^Bearer (.*)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
  const verdict = await parts.tokens.check(token.trim());
  if ('refusal' in verdict) throw new GraphFailure(401, 'InvalidAuthenticationToken', verdict.refusal);
  return verdict.permissions;
}

function routedAnswer(
  parts: GraphParts,
  request: IncomingRequest,
  permissions: readonly string[],
  found: { route: Route; parameters: Record<string, string> } | 'unknownPath' | 'unknownMethod',
): Answer | Promise<Answer> {
  const tooMuch = parts.throttle.admit(request, parts.clock.now());
  if (tooMuch !== undefined) throw tooMuch;
  if (found === 'unknownPath') {
    const segment = request.path.split('/').find((part) => part !== '') ?? '';
    const unknown = segment === 'deviceManagement' ? (request.path.split('/')[2] ?? '') : segment;
    throw new GraphFailure(400, 'BadRequest', `Resource not found for the segment '${unknown}'.`);
  }
  if (found === 'unknownMethod') {
    throw new GraphFailure(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  }
  const { route, parameters } = found;
  if (!route.permissions.some((permission) => permissions.includes(permission))) {
    throw new GraphFailure(
      403,
      request.path.startsWith('/deviceManagement') ? 'Forbidden' : 'Authorization_RequestDenied',
      `Insufficient privileges to complete the operation: one of ${route.permissions.join(', ')} is needed.`,
    );
  }
  const option = [...request.query.keys()].find((name) => name.startsWith('$') && !(route.query ?? []).includes(name));
  if (option !== undefined) throw new GraphFailure(400, 'BadRequest', `Query option '${option}' is not allowed.`);
  const { limits, notifications } = parts;
  return route.answer({ ...request, parameters, world: parts.world(), limits, notifications, granted: permissions });
}

async function withFault(parts: GraphParts, request: IncomingRequest, act: () => Promise<Answer>): Promise<Answer> {
  const fault: ActiveFault | undefined = parts.faults.hit(request);
  if (fault === undefined) return act();
  const wait = (): Promise<void> => parts.clock.sleep(fault.delay ?? 0);
  if (fault.when !== 'after') await wait();
  const { lie } = fault;
  if (lie !== undefined) {
    const answer = fault.when === 'after' || needsAnswer(lie) ? await act() : undefined;
    return tell({ lie, status: fault.status }, answer, request);
  }
  if (fault.when === 'after' || (fault.status === undefined && fault.drop !== true)) {
    const answer = await act();
    if (fault.when === 'after') await wait();
    if (fault.status === undefined && fault.drop !== true) return answer;
  }
  if (fault.drop === true) throw new ConnectionDropped('A fault drops this connection.');
  return faultAnswer(fault, request, { now: parts.clock.now(), requestId: parts.random.guid() });
}
