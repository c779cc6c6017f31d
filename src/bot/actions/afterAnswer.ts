import type { ActionAnswer } from '../answer.ts';
import { about } from '../known/about.ts';
import { knownCard } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** A batch's card is about to be shown: what its buttons are for is stored first. */
export async function beforeAnswer(
  answer: ActionAnswer,
  { registration }: Pick<BotWorld, 'registration'>,
): Promise<void> {
  if (answer.kind === 'replace' && answer.view !== undefined) await registration.keepShown(answer.view);
}

/** Tells the engine what the card of a batch shows now: while the answer was on its way, the courier may have drawn something newer. */
export async function afterAnswer(
  answer: ActionAnswer,
  turn: Turn,
  { registration }: Pick<BotWorld, 'registration'>,
): Promise<void> {
  const view = answer.kind === 'replace' ? answer.view : undefined;
  if (view !== undefined && (await knownCard(about.batch(view.batch.id), turn, { registration })) !== undefined)
    await registration.cardAnswered(view);
}
