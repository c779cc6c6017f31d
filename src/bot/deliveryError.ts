import { DeliveryError } from '../registration/ports/courier.ts';
import { ConnectorError } from './adapter/connectorError.ts';

/** What a failed delivery means: 403 and 404 say that the bot was removed or the chat deleted, everything else may pass (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit). */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof ConnectorError) {
    const kind = error.status === 403 || error.status === 404 ? 'gone' : 'later';
    return new DeliveryError(error.message, kind, error.retryAfter, error);
  }
  return new DeliveryError('The message could not be sent.', 'later', undefined, error);
}
