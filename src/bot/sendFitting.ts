import type { Activity } from 'botbuilder';
import { DeliveryError, type DeliveryErrorKind } from '../registration/ports/courier.ts';
import { shortCard } from './cards/shortCard.ts';
import { cardMessage } from './messages.ts';
import type { BotOptions } from './options.ts';

/**
 * Bytes of a message as Teams counts them, UTF-16, that are surely taken: it refuses 100 KB and advises to stay below 80
 * (https://learn.microsoft.com/microsoftteams/platform/resources/bot-v3/bots-conversations).
 */
const surelyTaken = 80_000;

/**
 * Sends a message so that it is taken: one that is too large, or that the connector refuses as such, is sent as a short card with the same title,
 * and if that is refused, as the title alone. Each time the log says so. Where not even that is taken, it is not the message's fault, and the error
 * is of the kind `otherwise`.
 */
export async function sendFitting<T>(
  message: Partial<Activity>,
  { log, otherwise }: { log: BotOptions['log']; otherwise: DeliveryErrorKind },
  send: (message: Partial<Activity>) => Promise<T>,
): Promise<T> {
  const ways = [message, ...shorter(message)];
  let unfit: DeliveryError | undefined;
  for (const [index, way] of ways.entries()) {
    const size = sizeOf(way);
    if (index < ways.length - 1 && size > surelyTaken) {
      log.warn({ size, title: message.summary }, 'a message is too large for Teams and is sent in fewer words');
      continue;
    }
    try {
      return await send(way);
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.kind !== 'unfit') throw error;
      unfit = error;
      const reason = error.message;
      log.warn({ size, title: message.summary, reason }, 'a message was refused as it is; fewer words are tried');
    }
  }
  if (unfit === undefined) throw new Error('a message has at least one way to be sent');
  throw new DeliveryError(unfit.message, otherwise, undefined, unfit, unfit.code);
}

/** UTF-16 bytes of a message. */
export function sizeOf(message: Partial<Activity>): number {
  return JSON.stringify(message).length * 2;
}

function shorter({ summary = '', attachments }: Partial<Activity>): Partial<Activity>[] {
  if (attachments === undefined || summary === '') return [];
  return [cardMessage(shortCard(summary), summary), { type: 'message', text: summary, textFormat: 'plain', summary }];
}
