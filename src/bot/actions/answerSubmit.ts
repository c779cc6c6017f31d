import type { TurnContext } from 'botbuilder';
import { type ActionAnswer, say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import { rememberAs } from '../known/knownCards.ts';
import { replaceCard } from '../known/replaceCard.ts';
import { sendAnswers } from '../messages.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** Characters of a sentence that follows. */
const longest = 4_000;

/** Answers an `Action.Submit`, for clients without `Action.Execute`: the message is edited where it is known, otherwise a new one shows the card; sentences follow as messages. */
export async function answerSubmit(
  context: TurnContext,
  answer: ActionAnswer,
  turn: Turn,
  world: Pick<BotWorld, 'registration' | 'log'>,
): Promise<void> {
  switch (answer.kind) {
    case 'message':
      return sendAnswers(context, [say(escapeMarkdown(answer.text, longest))]);
    case 'say':
      return sendAnswers(context, answer.answers);
    case 'replace': {
      const { card, summary, about, becomes = about } = answer;
      if (!(await replaceCard(context, answer, turn, world)))
        await sendAnswers(context, [{ kind: 'card', card, summary, onSent: rememberAs(becomes, turn, world) }]);
      if (answer.also !== undefined) await sendAnswers(context, [say(escapeMarkdown(answer.also, longest))]);
      return;
    }
    default:
      return answer satisfies never;
  }
}
