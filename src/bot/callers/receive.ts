import type { IncomingMessage } from 'node:http';
import type { Activity } from 'botbuilder';
import { type HttpAnswer, refusal } from '../adapter/activityAdapter.ts';
import { readIncomingActivity } from '../adapter/incomingActivity.ts';
import type { BotHttp, RefusedCaller } from '../options.ts';
import { isAllowedServiceUrl, type ServiceUrlRule } from '../serviceUrls.ts';
import type { Caller, CallerCheck } from './callerCheck.ts';

/** What decides whether a request is worked on. */
export interface Reception {
  http: BotHttp;
  check: CallerCheck;
  serviceUrls: ServiceUrlRule;
}

/**
 * Takes one request of anybody, in an order in which each step costs little and the first that fails answers: the method (405), the token and its signature (401, or 503
 * while there are no keys), the length (413, or 503 while too much is being read at a time), the kind of body (415), its shape (400), the service URL, which must be the
 * token's own (401), and what every activity of Teams has (400). Only then `work` runs. Nothing is parsed, kept or logged before the token is believed; refusals are counted.
 */
export async function receive(
  request: IncomingMessage,
  { http, check, serviceUrls }: Reception,
  work: (activity: Activity) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const refuse = (reason: RefusedCaller, answer: HttpAnswer): HttpAnswer => {
    http.countRefusal(reason);
    return answer;
  };
  if (request.method !== 'POST') return refuse('method', answers.method);
  const caller = await check(request);
  if (caller.kind === 'refused') return refuse(caller.reason, answers.unauthorized);
  if (caller.kind === 'unavailable') return refuse('keysUnavailable', answers.unavailable);
  if (!isPlainJson(request.headers)) return refuse('notJson', answers.notJson);

  const read = await http.readBody(request, async (text): Promise<Activity | Refused> => {
    if (!http.isWithinShape(text)) return { refused: 'tooComplex', answer: answers.tooComplex };
    const body = parse(text);
    if (body === undefined) return { refused: 'notJson', answer: answers.badJson };
    return readBody(body.json, caller, serviceUrls);
  });
  if (read === 'tooLarge') return refuse('tooLarge', answers.tooLarge);
  if (read === 'tooMany') return refuse('busy', answers.busy);
  if ('refused' in read) return refuse(read.refused, read.answer);
  return work(read);
}

interface Refused {
  refused: RefusedCaller;
  answer: HttpAnswer;
}

function readBody(json: unknown, caller: Caller, serviceUrls: ServiceUrlRule): Activity | Refused {
  const { serviceUrl } = (typeof json === 'object' && json !== null ? json : {}) as { serviceUrl?: unknown };
  if (caller.kind === 'botFramework' && serviceUrl !== caller.serviceUrl)
    return { refused: 'serviceUrl', answer: answers.unauthorized };
  const read = readIncomingActivity(json);
  if (read.kind === 'malformed')
    return { refused: 'malformedActivity', answer: refusal(400, 'BadRequest', read.problem) };
  if (!isAllowedServiceUrl(serviceUrl, serviceUrls))
    return { refused: 'serviceUrlHost', answer: answers.serviceUrlHost };
  return read.activity;
}

/** As Teams sends it. A web page can send anything else to this machine without asking first, and something compressed may be a thousand times as large. */
function isPlainJson({
  'content-type': type = '',
  'content-encoding': encoding = 'identity',
}: IncomingMessage['headers']): boolean {
  return /^application\/json *(;|$)/i.test(type) && encoding.toLowerCase() === 'identity';
}

function parse(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const answers = {
  method: refusal(405, 'MethodNotAllowed', 'Send activities by POST.', { allow: 'POST' }),
  unauthorized: refusal(401, 'Unauthorized', 'The token is missing or not valid.', { 'www-authenticate': 'Bearer' }),
  unavailable: refusal(503, 'ServiceUnavailable', 'The token cannot be checked at the moment.', {
    'retry-after': '10',
  }),
  notJson: refusal(415, 'UnsupportedMediaType', 'Send activities as application/json, not compressed.'),
  badJson: refusal(400, 'BadRequest', 'The body is no JSON.'),
  tooLarge: refusal(413, 'ContentTooLarge', 'The body is too large for a Microsoft Teams activity.'),
  tooComplex: refusal(413, 'ContentTooLarge', 'The body has more parts than a Microsoft Teams activity.'),
  busy: refusal(503, 'ServiceUnavailable', 'Too much is being read at the moment. Try again later.', {
    'retry-after': '10',
  }),
  serviceUrlHost: refusal(403, 'Forbidden', 'The service URL is on a host that is not allowed.'),
} as const;
