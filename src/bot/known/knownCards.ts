import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

type World = Pick<BotWorld, 'registration'>;
type Place = Pick<Turn, 'conversation' | 'replyToId'>;

/** For `onSent` of an answer: remembers what its message is about, so that a press of its buttons may replace it. */
export function rememberAs(
  what: string,
  { conversation }: Pick<Turn, 'conversation'>,
  { registration }: World,
): (activityId: string) => Promise<void> {
  return (activityId) => registration.rememberCard({ conversationId: conversation.baseId, activityId, about: what });
}

/**
 * The message whose button was pressed, where it is remembered as the card of this very thing in this very conversation; `undefined` otherwise:
 * the id comes with the activity, and whoever forges one must not have another message of ours overwritten.
 */
export async function knownCard(
  what: string,
  { conversation, replyToId: activityId }: Place,
  { registration }: World,
): Promise<string | undefined> {
  if (activityId === undefined || activityId === '') return undefined;
  const isKnown = await registration.isCardKnown({ conversationId: conversation.baseId, activityId, about: what });
  return isKnown ? activityId : undefined;
}
