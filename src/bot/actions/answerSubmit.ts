import type { TurnContext } from 'botbuilder';
import { type ActionAnswer, say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import { cardMessage, sendAnswers } from '../messages.ts';
import type { Turn } from '../turn.ts';

/** Characters of an answer: these are sentences of ours, with names and serial numbers in them. */
const longestSentence = 1_000;

/** Answers an `Action.Submit`, for clients without `Action.Execute`: the message is edited, and sentences follow as messages. */
export async function answerSubmit(context: TurnContext, answer: ActionAnswer, { replyToId }: Turn): Promise<void> {
  switch (answer.kind) {
    case 'message':
      return sendAnswers(context, [say(escapeMarkdown(answer.text, longestSentence))]);
    case 'say':
      return sendAnswers(context, answer.answers);
    case 'replace':
      if (replyToId === undefined)
        await sendAnswers(context, [{ kind: 'card', card: answer.card, summary: answer.summary }]);
      else await context.updateActivity({ ...cardMessage(answer.card, answer.summary), id: replyToId });
      if (answer.also !== undefined) await sendAnswers(context, [say(escapeMarkdown(answer.also, longestSentence))]);
      return;
    default:
      return answer satisfies never;
  }
}
