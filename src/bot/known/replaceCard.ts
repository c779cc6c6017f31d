import type { TurnContext } from 'botbuilder';
import type { ActionAnswer } from '../answer.ts';
import { cardMessage } from '../messages.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { knownCard } from './knownCards.ts';

/**
 * Replaces the card that was pressed, where it is known to be the one. Resolves with whether its message shows the new one now; what was decided
 * stands either way.
 */
export async function replaceCard(
  context: TurnContext,
  { card, summary, about, becomes }: Extract<ActionAnswer, { kind: 'replace' }>,
  turn: Turn,
  { registration, log }: Pick<BotWorld, 'registration' | 'log'>,
): Promise<boolean> {
  const id = await knownCard(about, turn, { registration });
  if (id === undefined) return false;
  try {
    await context.updateActivity({ ...cardMessage(card, summary), id });
  } catch (error) {
    log.warn({ err: error }, 'a card could not be edited after its button was pressed');
    return false;
  }
  if (becomes !== undefined)
    await registration.rememberCard({ conversationId: turn.conversation.baseId, activityId: id, about: becomes });
  return true;
}
