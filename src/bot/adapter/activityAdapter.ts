import {
  type Activity,
  CloudAdapter,
  type ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder';
import type { Log } from '../../registration/ports/log.ts';

/** What to answer a request with. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/**
 * The SDK's adapter for activities whose caller is known already. It is never asked who calls: it would choose among four ways by what the activity and an unverified
 * token say, and believe Entra tokens of any tenant on three of them (botframework-connector 4.23.3, `ParameterizedBotFrameworkAuthentication`).
 */
export class ActivityAdapter extends CloudAdapter {
  readonly #log: Log;
  readonly #appId: string;
  readonly #audience: string;

  /** `appId` is empty where the sandbox asks nobody who they are; `audience` is that of the bot's own tokens. */
  constructor(
    authentication: ConfigurationBotFrameworkAuthentication,
    { appId, audience }: { appId: string; audience: string },
    log: Log,
  ) {
    super(authentication);
    this.#log = log;
    this.#appId = appId;
    this.#audience = audience;
  }

  /** Runs one activity of a caller who was let in. 500: our fault, logged. */
  async run(activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<HttpAnswer> {
    try {
      // As whom the bot answers: itself. Of whoever called the SDK needs nothing.
      const claimsIdentity = this.createClaimsIdentity(this.#appId);
      const connectorFactory = this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity);
      const self = { claimsIdentity, connectorFactory, audience: this.#audience };
      const response = await this.processActivity(self, activity, logic);
      return { status: response?.status ?? 200, headers: {}, body: response?.body };
    } catch (error) {
      this.#log.error({ err: error, activityType: activity.type }, 'an activity could not be processed');
      return refusal(500, 'InternalError', 'The activity could not be processed.');
    }
  }
}

/** An answer that says no, as JSON and without a stack trace. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): HttpAnswer {
  return { status, headers, body: { error: { code, message } } };
}
