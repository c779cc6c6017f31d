import { ActivityTypes, type TurnContext } from 'botbuilder';
import type { ActionAnswer } from '../answer.ts';
import { cardMessage, sendAnswers } from '../messages.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/**
 * Answers an `Action.Execute`. A card in the response shows only to who pressed the button, so a change for everybody also edits the message;
 * a message in the response leaves the card as it is
 * (https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format).
 */
export async function answerExecute(
  context: TurnContext,
  answer: ActionAnswer,
  turn: Turn,
  { log }: Pick<BotWorld, 'log'>,
): Promise<void> {
  switch (answer.kind) {
    case 'message':
      return respond(context, 'application/vnd.microsoft.activity.message', answer.text);
    case 'say':
      await sendAnswers(context, answer.answers);
      return respond(context, 'application/vnd.microsoft.activity.message', 'See the answer below.');
    case 'replace': {
      const edited = answer.forEveryone && (await editMessage(context, answer, turn, log));
      if (edited && answer.also !== undefined)
        return respond(context, 'application/vnd.microsoft.activity.message', answer.also);
      return respond(context, 'application/vnd.microsoft.card.adaptive', answer.card);
    }
    default:
      return answer satisfies never;
  }
}

/** Resolves with whether the message shows the card now. The decision stands either way, and the courier will draw the card again. */
async function editMessage(
  context: TurnContext,
  { card, summary }: Extract<ActionAnswer, { kind: 'replace' }>,
  { replyToId }: Turn,
  log: BotWorld['log'],
): Promise<boolean> {
  if (replyToId === undefined) return false;
  try {
    await context.updateActivity({ ...cardMessage(card, summary), id: replyToId });
    return true;
  } catch (error) {
    log.warn({ err: error }, 'a card could not be edited after its button was pressed');
    return false;
  }
}

/** Sets the body of the invoke's response. */
export async function respond(context: TurnContext, type: string, value: unknown, statusCode = 200): Promise<void> {
  await context.sendActivity({
    type: ActivityTypes.InvokeResponse,
    value: { status: 200, body: { statusCode, type, value } },
  });
}
