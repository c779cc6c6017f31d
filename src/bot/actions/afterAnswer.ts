import type { ActionAnswer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** Tells the engine what the card of a batch shows now: while the answer was on its way, the courier may have drawn something newer. */
export async function afterAnswer(
  answer: ActionAnswer,
  { replyToId }: Turn,
  { registration }: Pick<BotWorld, 'registration'>,
): Promise<void> {
  const view = answer.kind === 'replace' ? answer.view : undefined;
  if (view !== undefined && replyToId !== undefined && replyToId === view.batch.card?.activityId)
    await registration.cardAnswered(view);
}
