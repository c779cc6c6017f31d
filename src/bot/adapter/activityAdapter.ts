import {
  type Activity,
  CloudAdapter,
  type ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder';
import type { Log } from '../../registration/ports/log.ts';
import { authenticationFailure } from './authenticationFailure.ts';
import { readIncomingActivity } from './incomingActivity.ts';

/** What to answer a request with. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** The SDK's adapter with every request answered by a status and, where it is refused, a JSON body: never a stack trace. */
export class ActivityAdapter extends CloudAdapter {
  readonly #log: Log;

  constructor(authentication: ConfigurationBotFrameworkAuthentication, log: Log) {
    super(authentication);
    this.#log = log;
  }

  /**
   * Reads, authenticates and runs one activity. 400: not a Teams activity; 401: no valid token; 405: not a POST; 500: our fault, logged;
   * 503: the keys to check the token with cannot be had.
   */
  async receive(
    request: { method: string | undefined; authorization: string; body: unknown },
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<HttpAnswer> {
    if (request.method !== 'POST')
      return refusal(405, 'MethodNotAllowed', 'Send activities by POST.', { allow: 'POST' });
    const read = readIncomingActivity(request.body);
    if (read.kind === 'malformed') return refusal(400, 'BadRequest', read.problem);
    const identity = await this.#authenticate(read.activity, request.authorization);
    if (identity.kind === 'refused') return identity.answer;
    try {
      const response = await this.processActivity(identity.result, read.activity, logic);
      return { status: response?.status ?? 200, headers: {}, body: response?.body };
    } catch (error) {
      this.#log.error({ err: error, activityType: read.activity.type }, 'an activity could not be processed');
      return refusal(500, 'InternalError', 'The activity could not be processed.');
    }
  }

  async #authenticate(activity: Activity, authorization: string) {
    try {
      const result = await this.botFrameworkAuthentication.authenticateRequest(activity, authorization);
      return { kind: 'known', result } as const;
    } catch (error) {
      if (authenticationFailure(error) === 'unauthorized') {
        this.#log.warn(
          { reason: error instanceof Error ? error.name : 'unknown' },
          'an activity without a valid token was refused',
        );
        const answer = refusal(401, 'Unauthorized', 'The token is missing or not valid.', {
          'www-authenticate': 'Bearer',
        });
        return { kind: 'refused', answer } as const;
      }
      this.#log.error({ err: error }, 'the token of an activity could not be checked');
      const answer = refusal(503, 'ServiceUnavailable', 'The token cannot be checked at the moment.', {
        'retry-after': '10',
      });
      return { kind: 'refused', answer } as const;
    }
  }
}

function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers, body: { error: { code, message } } };
}
