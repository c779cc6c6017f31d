import { DeliveryError, type DeliveryErrorKind } from '../registration/ports/courier.ts';
import { ConnectorError } from './adapter/connectorError.ts';

/** What was tried: a message of its own, one below another, or the change of one. */
export type Delivery = 'post' | 'reply' | 'edit';

/**
 * Reasons that lie in the conversation, whatever was tried in it: each ends when somebody writes there, or installs the bot again
 * (https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability).
 */
const ofTheConversation: ReadonlySet<string> = new Set([
  'MessageWritesBlocked',
  'BotDisabledByAdmin',
  'ConversationBlockedByUser',
  'BotNotInConversationRoster',
  'ForbiddenOperationException',
  'InvalidBotApiHost',
  'NotEnoughPermissions',
]);

/** What a failed delivery means for what is to be done next. */
export function deliveryError(error: unknown, tried: Delivery): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof ConnectorError))
    return new DeliveryError('The message could not be sent.', 'later', undefined, error, 'not sent');
  const code = error.code ?? (error.status === 0 ? 'no answer' : `HTTP ${error.status}`);
  return new DeliveryError(error.message, kindOf(error, tried), error.retryAfter, error, code);
}

function kindOf({ status, code = '', wasSent }: ConnectorError, tried: Delivery): DeliveryErrorKind {
  if (status === 403 || status === 404) return refusalOf(code, tried);
  if (status === 400 || status === 413) return 'unfit';
  // 503 and 412 are answers of the connector itself that took nothing; after other errors, or none, nobody knows.
  if (status === 503 || status === 412) return 'later';
  if (status >= 500 || status === 408 || (status >= 200 && status < 400)) return 'unknown';
  if (status === 0) return wasSent ? 'unknown' : 'later';
  return 'later';
}

/**
 * About one edit in a thousand is answered `ActivityNotFoundInConversation` for a message that is there (msteams-docs #6139), and the edit of one
 * that was deleted with 403 `Unknown` (BotFramework-Services #269): only a message of its own says whether the conversation is gone.
 */
function refusalOf(code: string, tried: Delivery): DeliveryErrorKind {
  if (tried === 'post' || ofTheConversation.has(code)) return 'gone';
  return code === 'ConversationNotFound' && tried === 'edit' ? 'gone' : 'missing';
}
