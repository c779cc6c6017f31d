import { ActivityTypes, type TurnContext } from 'botbuilder';

/** Answers invokes the bot has no use for (a message extension, a task module), which the SDK would answer with an empty 501. */
export async function refuseInvoke(context: TurnContext): Promise<void> {
  const error = { code: 'NotSupported', message: 'Preflight does not support this action.' };
  await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: { status: 400, body: { error } } });
}
