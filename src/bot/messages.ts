import { type Activity, ActivityTypes, CardFactory, type TurnContext } from 'botbuilder';
import type { Answer } from './answer.ts';
import type { AdaptiveCard } from './cards/expand.ts';
import { consentAttachment } from './handover/fileConsent.ts';

/** A card as a message; `summary` is what notifications and the chat list show of it. */
export function cardMessage(card: AdaptiveCard, summary: string): Partial<Activity> {
  return { type: ActivityTypes.Message, summary, attachments: [CardFactory.adaptiveCard(card)] };
}

/** Says answers in order in the turn's conversation. */
export async function sendAnswers(context: TurnContext, answers: readonly Answer[]): Promise<void> {
  for (const answer of answers) {
    if (answer.kind === 'text') {
      await context.sendActivity({ type: ActivityTypes.Message, text: answer.text, textFormat: 'markdown' });
      continue;
    }
    if (answer.kind === 'offer') {
      const asked = await context.sendActivity({
        type: ActivityTypes.Message,
        attachments: [consentAttachment(answer.file)],
      });
      if (asked?.id !== undefined && asked.id !== '') await answer.onSent?.(asked.id);
      continue;
    }
    const sent = await context.sendActivity(cardMessage(answer.card, answer.summary));
    if (sent?.id !== undefined && sent.id !== '') await answer.onSent?.(sent.id);
  }
}
