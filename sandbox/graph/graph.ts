import type { SandboxClock } from '../clock.ts';
import type { ActiveFault, Faults } from '../faults.ts';
import type { TokenIssuer } from '../identity/tokens.ts';
import type { Contract } from '../openapi.ts';
import type { RequestLog } from '../requestLog.ts';
import type { Random } from '../tenant/random.ts';
import type { World } from '../tenant/world.ts';
import { type Answer, failureAnswer, GraphFailure } from './answer.ts';
import { batchAnswer } from './batch.ts';
import { faultAnswer } from './faultAnswer.ts';
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
    const route = typeof found === 'string' ? undefined : found.route;
    const record = (answer: Answer | undefined): void => {
      parts.log.add({
        at,
        method: request.method,
        url: `/${request.version}${request.path}${request.query.size > 0 ? `?${request.query}` : ''}`,
        version: request.version,
        route: isBatch ? request.path : (route?.path ?? 'unknown'),
        status: answer?.status ?? 0,
        duration: parts.clock.now() - at,
        requestSize: request.size,
        responseSize: answer?.body === undefined ? 0 : Buffer.byteLength(JSON.stringify(answer.body)),
        batch: request.batch,
      });
    };
    try {
      const answer = await withFault(parts, request, () => answerTo(request, isBatch, found));
      parts.contract.check(request, answer);
      record(answer);
      return answer;
    } catch (error) {
      record(undefined);
      throw error;
    }
  }

  async function answerTo(
    request: IncomingRequest,
    isBatch: boolean,
    found: ReturnType<typeof table.find>,
  ): Promise<Answer> {
    const requestId = parts.random.guid();
    const context = {
      now: parts.clock.now(),
      requestId,
      clientRequestId: request.headers['client-request-id'] ?? requestId,
    };
    let answer: Answer;
    try {
      const permissions = await authenticate(parts, request);
      if (isBatch) answer = await batchAnswer(request, (item) => handle(item), parts.random);
      else {
        const tooMuch = parts.throttle.admit(request, context.now);
        if (tooMuch !== undefined) throw tooMuch;
        answer = routedAnswer(parts, request, permissions, found);
      }
    } catch (error) {
      if (!(error instanceof GraphFailure)) throw error;
      answer = failureAnswer(error, context);
    }
    return {
      ...answer,
      headers: { 'request-id': requestId, 'client-request-id': context.clientRequestId, ...answer.headers },
    };
  }

  return handle;
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
): Answer {
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
  return route.answer({ ...request, parameters, world: parts.world(), limits: parts.limits });
}

async function withFault(parts: GraphParts, request: IncomingRequest, act: () => Promise<Answer>): Promise<Answer> {
  const fault: ActiveFault | undefined = parts.faults.hit(request);
  if (fault === undefined) return act();
  if (fault.delay !== undefined) await parts.clock.sleep(fault.delay);
  if (fault.when === 'after' || (fault.status === undefined && fault.drop !== true)) {
    const answer = await act();
    if (fault.status === undefined && fault.drop !== true) return answer;
  }
  if (fault.drop === true) throw new ConnectionDropped('A fault drops this connection.');
  return faultAnswer(fault, request, { now: parts.clock.now(), requestId: parts.random.guid() });
}
