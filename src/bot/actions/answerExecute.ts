import { ActivityTypes, type TurnContext } from 'botbuilder';
import type { ActionAnswer } from '../answer.ts';
import { rememberAs } from '../known/knownCards.ts';
import { replaceCard } from '../known/replaceCard.ts';
import { sendAnswers } from '../messages.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/**
 * Answers an `Action.Execute`. A card in the response shows only to who pressed the button, so a change for everybody also edits the message, where that is known to be the card;
 * a message in the response leaves the card as it is
 * (https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format).
 */
export async function answerExecute(
  context: TurnContext,
  answer: ActionAnswer,
  turn: Turn,
  world: Pick<BotWorld, 'registration' | 'log'>,
): Promise<void> {
  switch (answer.kind) {
    case 'message':
      return respond(context, 'application/vnd.microsoft.activity.message', answer.text);
    case 'say':
      await sendAnswers(context, answer.answers);
      return respond(context, 'application/vnd.microsoft.activity.message', 'See the answer below.');
    case 'replace': {
      const edited = answer.forEveryone && (await replaceCard(context, answer, turn, world));
      if (answer.also !== undefined) {
        const { card, summary, about, becomes = about } = answer;
        // Only one of the two fits into the response.
        if (!edited)
          await sendAnswers(context, [{ kind: 'card', card, summary, onSent: rememberAs(becomes, turn, world) }]);
        return respond(context, 'application/vnd.microsoft.activity.message', answer.also);
      }
      return respond(context, 'application/vnd.microsoft.card.adaptive', answer.card);
    }
    default:
      return answer satisfies never;
  }
}

/** Sets the body of the invoke's response. */
export async function respond(context: TurnContext, type: string, value: unknown, statusCode = 200): Promise<void> {
  await context.sendActivity({
    type: ActivityTypes.InvokeResponse,
    value: { status: 200, body: { statusCode, type, value } },
  });
}
