import { ActivityTypes, type TurnContext } from 'botbuilder';
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
    const sentence = `This did not work because of a fault in Preflight. Try again; if it fails again, give your administrator this reference: ${reference}`;
    try {
      if (type === ActivityTypes.Invoke)
        await respond(context, 'application/vnd.microsoft.error', { code: 'InternalError', message: sentence }, 500);
      else if (type === ActivityTypes.Message) await sendAnswers(context, [say(sentence)]);
    } catch (failed) {
      log.error({ err: failed, reference }, 'the sender could not be told that a turn failed');
    }
  };
}
