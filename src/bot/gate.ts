import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import { canonicalId } from '../registration/person.ts';
import { respond } from './actions/answerExecute.ts';
import { isFromTenant } from './admit.ts';
import { say } from './answer.ts';
import { conversationReference } from './conversationReference.ts';
import { sendAnswers } from './messages.ts';
import type { BotOptions } from './options.ts';
import { foreignSender } from './refusals.ts';
import { baseConversationId, conversationKind, readTurn } from './turn.ts';

/** Lets in people of our tenant and remembers their conversation; resolves with whether the turn goes on. */
export async function gate(
  context: TurnContext,
  { tenantId, registration, log }: Pick<BotOptions, 'tenantId' | 'registration' | 'log'>,
): Promise<boolean> {
  const { activity } = context;
  const spoken = activity.type === ActivityTypes.Message || activity.type === ActivityTypes.Invoke;
  const ours = isFromTenant(activity, tenantId);
  if (!ours || (spoken && readTurn(activity) === undefined)) {
    log.warn({ activityType: activity.type, ours }, 'an activity from outside the tenant was refused');
    if (activity.type === ActivityTypes.Message) await sendAnswers(context, [say(foreignSender)]);
    if (activity.type === ActivityTypes.Invoke)
      await respond(context, 'application/vnd.microsoft.activity.message', foreignSender);
    return false;
  }
  await registration.rememberConversation(
    baseConversationId(activity.conversation.id),
    conversationReference(activity),
    whosePersonalChat(activity),
  );
  return true;
}

/** Entra object id of the person whose personal chat it is; a chat of several is nobody's. */
function whosePersonalChat({ conversation, from }: Activity): string | undefined {
  // Teams leaves the sender out of some events.
  const id = (from as Activity['from'] | undefined)?.aadObjectId;
  return conversationKind(conversation) === 'personal' && typeof id === 'string' ? canonicalId(id) : undefined;
}
