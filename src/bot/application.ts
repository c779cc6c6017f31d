import { Application, type TurnState } from '@microsoft/teams-ai';
import { ActivityTypes, type TurnContext } from 'botbuilder';
import { afterAnswer, beforeAnswer } from './actions/afterAnswer.ts';
import { answerAction } from './actions/answerAction.ts';
import { answerExecute } from './actions/answerExecute.ts';
import { answerSubmit } from './actions/answerSubmit.ts';
import { readExecute, readSubmit } from './actions/cardAction.ts';
import { sendFollowing } from './actions/sendFollowing.ts';
import { answerMessage } from './commands/answerMessage.ts';
import { gate } from './gate.ts';
import { answerConsent } from './handover/answerConsent.ts';
import { sendAnswers } from './messages.ts';
import type { BotOptions } from './options.ts';
import { refuseInvoke } from './refuseInvoke.ts';
import type { Repeats } from './repeats/repeats.ts';
import { answerFiles } from './upload/answerFiles.ts';
import { createFileQueue } from './upload/fileQueue.ts';
import { fileDownloadInfo } from './upload/sentFiles.ts';
import { welcomeOnce } from './welcome.ts';
import { withTurn } from './withTurn.ts';

type Selector = (context: TurnContext) => Promise<boolean>;

/** The bot's routes; the first that fits takes the activity. State lives in the engine, so turns of one conversation cannot collide. */
export function createApplication(options: BotOptions, repeats: Repeats): Application<TurnState> {
  const app = new Application<TurnState>({ removeRecipientMention: true, startTypingTimer: false });
  const welcome = welcomeOnce();
  const queue = createFileQueue();

  app.turn('beforeTurn', async (context) => (await gate(context, options)) && repeats.begin(context.activity));
  app.activity(
    isExecute,
    withTurn(options, async (context, turn) => {
      const answer = await answerAction(readExecute(turn.value), turn, options);
      await beforeAnswer(answer, options);
      await answerExecute(context, answer, turn, options);
      await afterAnswer(answer, turn, options);
      await sendFollowing(context, answer, options);
    }),
  );
  app.activity(
    isFileConsent,
    withTurn(options, (context, turn) => answerConsent(context, turn, options)),
  );
  app.activity(isInvoke, refuseInvoke);
  app.activity(
    isSubmit,
    withTurn(options, async (context, turn) => {
      const answer = await answerAction(readSubmit(turn.value), turn, options);
      await beforeAnswer(answer, options);
      await answerSubmit(context, answer, turn, options);
      await afterAnswer(answer, turn, options);
      await sendFollowing(context, answer, options);
    }),
  );
  app.activity(
    hasFiles,
    withTurn(options, async (context, turn) => sendAnswers(context, await answerFiles(turn, { ...options, queue }))),
  );
  app.activity(
    ActivityTypes.Message,
    withTurn(options, async (context, turn) => sendAnswers(context, await answerMessage(turn, options))),
  );
  app.activity(ActivityTypes.InstallationUpdate, welcome);
  app.activity(ActivityTypes.ConversationUpdate, welcome);
  return app;
}

const isExecute: Selector = async ({ activity }) =>
  activity.type === ActivityTypes.Invoke && activity.name === 'adaptiveCard/action';
const isFileConsent: Selector = async ({ activity }) =>
  activity.type === ActivityTypes.Invoke && activity.name === 'fileConsent/invoke';
const isInvoke: Selector = async ({ activity }) => activity.type === ActivityTypes.Invoke;

/** A button of a card sends a message without text, with its data as the value. */
const isSubmit: Selector = async ({ activity }) =>
  activity.type === ActivityTypes.Message && activity.value !== undefined && activity.value !== null && !activity.text;

/** A file, or a picture without words. */
const hasFiles: Selector = async ({ activity }) => {
  if (activity.type !== ActivityTypes.Message) return false;
  const types = (activity.attachments ?? []).map(({ contentType }) => contentType);
  return (
    types.includes(fileDownloadInfo) || (!activity.text && types.some((type) => /^(image|audio|video)\//.test(type)))
  );
};
