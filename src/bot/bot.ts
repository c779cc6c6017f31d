import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Courier } from '../registration/ports/courier.ts';
import { ActivityAdapter, type HttpAnswer, refusal } from './adapter/activityAdapter.ts';
import { cloudOf, createAuthentication } from './adapter/authentication.ts';
import { createApplication } from './application.ts';
import { anybody, type CallerCheck, createCallerCheck } from './callers/callerCheck.ts';
import { receive } from './callers/receive.ts';
import { createSigningKeys } from './callers/signingKeys.ts';
import { createCourier } from './courier.ts';
import type { BotAuthentication, BotOptions } from './options.ts';
import { rememberedPlaces } from './rememberedPlaces.ts';
import { isAllowedServiceUrl, type ServiceUrlRule } from './serviceUrls.ts';
import { turnErrorHandler } from './turnError.ts';

/** Milliseconds; Teams answers in well under one of the seconds. */
const defaultConnectorTimeout = 15_000;

/** The bot: an HTTP endpoint for Teams to call, and a courier to speak first. */
export interface Bot {
  /** Handles a request for `/api/messages` of which nothing has been read but the headers. Never rejects. */
  process(request: IncomingMessage, response: ServerResponse): Promise<void>;
  courier: Courier;
}

/** Puts the bot together. Throws for an authentication without ids. */
export function createBot(options: BotOptions): Bot {
  const { authentication, connectorTimeoutMs = defaultConnectorTimeout, log } = options;
  const { http, serviceUrls } = options;
  const self = selfOf(authentication);
  const adapter = new ActivityAdapter(createAuthentication(authentication, connectorTimeoutMs), self, log);
  adapter.onTurnError = turnErrorHandler(options);
  const app = createApplication(options);
  const reception = { http, serviceUrls, check: checkFor(authentication, serviceUrls, log) };
  const conversations = rememberedPlaces(options.conversations, serviceUrls, log);
  return {
    async process(request, response) {
      try {
        const answer = await receive(request, reception, (activity) =>
          adapter.run(activity, async (context) => {
            await app.run(context);
          }),
        );
        write(request, response, answer);
      } catch (error) {
        const isCut = (error as { status?: unknown } | undefined)?.status === 400;
        if (isCut) http.countRefusal('aborted');
        else log.error({ err: error }, 'a request for the bot failed');
        write(request, response, refusal(isCut ? 400 : 500, 'InternalError', 'The activity could not be processed.'));
      }
    },
    courier: createCourier(adapter, self.appId, { ...options, conversations }),
  };
}

function selfOf(authentication: BotAuthentication): { appId: string; audience: string } {
  if (authentication.kind === 'anonymous') return { appId: '', audience: '' };
  return { appId: authentication.appId, audience: cloudOf(authentication).oauthScope };
}

function checkFor(authentication: BotAuthentication, serviceUrls: ServiceUrlRule, log: BotOptions['log']): CallerCheck {
  if (authentication.kind === 'anonymous') return anybody;
  const { tokenIssuer, openIdMetadataUrl } = cloudOf(authentication);
  const keys = createSigningKeys({
    metadataUrl: openIdMetadataUrl,
    failed: (error) =>
      log.error({ err: error, from: openIdMetadataUrl }, 'the keys of the Bot Framework could not be fetched'),
  });
  return createCallerCheck(
    {
      issuer: tokenIssuer,
      appId: authentication.appId.toLowerCase(),
      isAllowedServiceUrl: (url): url is string => isAllowedServiceUrl(url, serviceUrls),
    },
    keys,
  );
}

/** A body that nobody read may go on for ever. */
const longestUnread = 64 * 1024;

function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const isUnread = !request.complete && (encoding !== undefined || Number(length ?? 0) > longestUnread);
  const text = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    ...(isUnread ? { connection: 'close' } : {}),
    ...(text === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(text ?? ''),
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
