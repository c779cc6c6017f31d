import type { Log } from '../registration/ports/log.ts';
import type { BotOptions } from './options.ts';
import { isAllowedServiceUrl, type ServiceUrlRule } from './serviceUrls.ts';

/**
 * The stored references whose connector is still allowed; to others there is no way. What was stored under other rules, or by another version, must not send the bot's
 * token elsewhere.
 */
export function rememberedPlaces(
  conversations: BotOptions['conversations'],
  rule: ServiceUrlRule,
  log: Log,
): BotOptions['conversations'] {
  return {
    async get(conversationId) {
      const stored = await conversations.get(conversationId);
      if (stored === undefined) return undefined;
      const { serviceUrl } = (typeof stored === 'object' && stored !== null ? stored : {}) as { serviceUrl?: unknown };
      if (isAllowedServiceUrl(serviceUrl, rule)) return stored;
      log.warn(
        { conversationId },
        'the service URL that was remembered of a conversation is on a host that is not allowed',
      );
      return undefined;
    },
  };
}
