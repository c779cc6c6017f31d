/**
 * The words with which the connector says why it takes no message, as far as they are documented
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages and
 * https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability).
 */
const documented = [
  'MessageWritesBlocked',
  'BotDisabledByAdmin',
  'ConversationBlockedByUser',
  'BotNotInConversationRoster',
  'ForbiddenOperationException',
  'InvalidBotApiHost',
  'NotEnoughPermissions',
  'ConversationNotFound',
  'ActivityNotFoundInConversation',
  'MessageSizeTooBig',
  'BotNotRegistered',
  'PreconditionFailed',
  'Throttled',
] as const;

/** Characters of an answer that are looked at. */
const readUpTo = 10_000;

/**
 * What the connector calls the reason of a refusal. It stands in `error.code`, in a `subCode` beside or within it, or only in the words of the
 * message; a documented one is taken wherever it stands. `undefined` where the answer has none.
 */
export function readConnectorCode(body: string): string | undefined {
  const text = body.slice(0, readUpTo);
  const words = new Set(text.split(/[^A-Za-z0-9_]/));
  const known = documented.find((code) => words.has(code));
  return known ?? /"code"\s*:\s*"([A-Za-z][A-Za-z0-9_. -]{0,59})"/.exec(text)?.[1];
}
