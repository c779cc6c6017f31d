import type { Request, Response } from 'botbuilder';
import type { Courier } from '../registration/ports/courier.ts';
import { ActivityAdapter, type HttpAnswer } from './adapter/activityAdapter.ts';
import { createAuthentication } from './adapter/authentication.ts';
import { createApplication } from './application.ts';
import { createCourier } from './courier.ts';
import type { BotOptions } from './options.ts';
import { turnErrorHandler } from './turnError.ts';

/** Milliseconds; Teams answers in well under one of the seconds. */
const defaultConnectorTimeout = 15_000;

/** The bot: an HTTP endpoint for Teams to call, and a courier to speak first. */
export interface Bot {
  /** Handles `POST /api/messages`; the body must already be parsed as JSON. Never rejects. */
  process(request: Request, response: Response): Promise<void>;
  courier: Courier;
}

/** Puts the bot together. Throws for an authentication without ids. */
export function createBot(options: BotOptions): Bot {
  const { authentication, connectorTimeoutMs = defaultConnectorTimeout, log } = options;
  const adapter = new ActivityAdapter(createAuthentication(authentication, connectorTimeoutMs), log);
  adapter.onTurnError = turnErrorHandler(options);
  const app = createApplication(options);
  return {
    async process(request, response) {
      const { headers, method, body } = request;
      const authorization = typeof headers['authorization'] === 'string' ? headers['authorization'] : '';
      write(
        response,
        await adapter.receive({ method, authorization, body }, async (context) => {
          await app.run(context);
        }),
      );
    },
    courier: createCourier(adapter, authentication.kind === 'entra' ? authentication.appId : '', options),
  };
}

function write(response: Response, { status, headers, body }: HttpAnswer): void {
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  if (body === undefined) response.end();
  else response.send(body);
}
