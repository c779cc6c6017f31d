import type { Fault } from '../faults.ts';
import { type Answer, failureAnswer, GraphFailure } from './answer.ts';
import type { GraphRequest } from './route.ts';

const codes: Record<number, string> = {
  400: 'BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'Forbidden',
  404: 'ResourceNotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** What a fault answers in the service's place. */
export function faultAnswer(fault: Fault, request: GraphRequest, context: { now: number; requestId: string }): Answer {
  const status = fault.status ?? 503;
  const failure = new GraphFailure(
    status,
    codes[status] ?? 'UnknownError',
    fault.message ?? 'A fault of the sandbox answers here.',
    {
      wrapped: request.path.startsWith('/deviceManagement'),
      headers: fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) },
    },
  );
  const clientRequestId = request.headers['client-request-id'] ?? context.requestId;
  const answer = failureAnswer(failure, { ...context, clientRequestId });
  return { ...answer, headers: { 'request-id': context.requestId, ...answer.headers } };
}
