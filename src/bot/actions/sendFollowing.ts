import type { TurnContext } from 'botbuilder';
import type { ActionAnswer } from '../answer.ts';
import { sendAnswers } from '../messages.ts';
import type { BotWorld } from '../options.ts';

/** Sends what follows the answer to a button. What was asked for is done: a message that cannot be sent is only logged. */
export async function sendFollowing(
  context: TurnContext,
  answer: ActionAnswer,
  { log }: Pick<BotWorld, 'log'>,
): Promise<void> {
  if (answer.kind === 'say' || answer.follow === undefined) return;
  try {
    await sendAnswers(context, answer.follow);
  } catch (error) {
    log.warn({ err: error }, 'what follows the answer to a button could not be sent');
  }
}
