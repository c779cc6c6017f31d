import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import { welcomeCard, welcomeTitle } from './cards/welcomeCard.ts';
import { cardMessage } from './messages.ts';
import { personalChatUrl } from './personalChatUrl.ts';
import { baseConversationId, conversationKind } from './turn.ts';

/** Teams announces one installation twice, as installationUpdate and as conversationUpdate, moments apart. Milliseconds. */
const sameInstallation = 10_000;
const remembered = 1_000;

/** A handler that welcomes each conversation once an installation. */
export function welcomeOnce(): (context: TurnContext) => Promise<void> {
  const welcomed = new Map<string, number>();
  return async (context) => {
    const { activity } = context;
    if (!addsBot(activity)) return;
    const id = baseConversationId(activity.conversation.id);
    // Teams' own time, not ours: it is about two of its messages.
    const at = activity.timestamp?.getTime() ?? 0;
    const before = welcomed.get(id);
    if (before !== undefined && Math.abs(at - before) < sameInstallation) return;
    if (welcomed.size >= remembered) welcomed.clear();
    welcomed.set(id, at);
    const kind = conversationKind(activity.conversation);
    const card = welcomeCard(kind, personalChatUrl({ botAccountId: activity.recipient.id }));
    await context.sendActivity(cardMessage(card, welcomeTitle));
  };
}

function addsBot(activity: Activity): boolean {
  if (activity.type === ActivityTypes.InstallationUpdate) return activity.action === 'add';
  return (activity.membersAdded ?? []).some(({ id }) => id === activity.recipient.id);
}
