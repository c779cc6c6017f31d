import { ActivityTypes, type TurnContext } from 'botbuilder';
import { StoreError } from '../registration/ports/storeError.ts';
import { respond } from './actions/answerExecute.ts';
import { say } from './answer.ts';
import { sendAnswers } from './messages.ts';
import type { BotOptions } from './options.ts';

/** Handles what no route expected: logged under a reference that the person is told. Never rejects. */
export function turnErrorHandler({
  log,
  newId,
}: Pick<BotOptions, 'log' | 'newId'>): (context: TurnContext, error: Error) => Promise<void> {
  return async (context, error) => {
    const reference = newId();
    const { type, name } = context.activity;
    log.error({ err: error, reference, activityType: type, activityName: name }, 'a turn failed');
    const sentence = sentenceOf(error, reference);
    try {
      if (type === ActivityTypes.Invoke)
        await respond(context, 'application/vnd.microsoft.error', { code: 'InternalError', message: sentence }, 500);
      else if (type === ActivityTypes.Message) await sendAnswers(context, [say(sentence)]);
    } catch (failed) {
      log.error({ err: failed, reference }, 'the sender could not be told that a turn failed');
    }
  };
}

/** A store that can't store is no fault of Preflight, and whoever looks after it can end it. */
function sentenceOf(error: Error, reference: string): string {
  const cause = [error, error.cause].find((each) => each instanceof StoreError);
  return cause === undefined
    ? `This did not work because of a fault in Preflight. Try again; if it fails again, give your administrator this reference: ${reference}`
    : `This was not done, because Preflight can't store anything right now. Try again later, or tell your administrator: ${cause.message}`;
}
