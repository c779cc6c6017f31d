import { longestReason } from '../../registration/naming/draftException.ts';
import type { AskedStep, NamingView } from '../../registration/naming/naming.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { ActionAnswer } from '../answer.ts';
import { type NamingReader, namingCard } from '../cards/namingCard.ts';
import { namingTitle } from '../cards/namingTitle.ts';
import { formatNumber, plain } from '../cards/text.ts';
import { isReader } from '../heldRoles.ts';
import { about } from '../known/about.ts';
import { knownCard } from '../known/knownCards.ts';
import { firstStep, namingRefusal } from '../naming/namingRefusal.ts';
import type { BotWorld } from '../options.ts';
import { unknownException } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

type StepVerb = 'sendNaming' | 'approveNaming' | 'denyNaming' | 'withdrawNaming' | 'revokeNaming' | 'extendNaming';
type StepAction = Extract<CardAction, { verb: StepVerb }>;

/**
 * Takes a step of a naming exception. Roles are asked by the table of actions; whose request it is, and whether somebody was first, the engine
 * knows. Who asked needs no role to withdraw, but sees no card without one.
 */
export async function takeNamingStep(action: StepAction, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const { registration, policy } = world;
  const tooLong = whyTooLong(action);
  if (tooLong !== undefined) return { kind: 'message', text: tooLong };
  const step = stepOf(action);
  const outcome = await registration.naming.step({
    id: action.exceptionId,
    step,
    actor: turn.sender,
    activityId: turn.activityId,
    card: step.kind === 'send' ? await clickedCard(action.exceptionId, turn, world) : undefined,
  });
  if (outcome.kind === 'notFound') return { kind: 'message', text: unknownException };
  if (outcome.kind === 'invalid') return { kind: 'message', text: plain(outcome.message, 400) };
  const { view } = outcome;
  const showsCards = await isReader(turn, world);
  if (outcome.kind === 'refused' && outcome.reason !== 'alreadyDecided') {
    if (outcome.reason === 'ownRequest' || outcome.reason === 'notYours')
      await tellAudit(outcome.reason, action, turn, world);
    const isSecret = outcome.reason === 'notYours' && !showsCards;
    return { kind: 'message', text: isSecret ? unknownException : namingRefusal(outcome.reason, view) };
  }
  if (!showsCards) return { kind: 'message', text: withoutCard(outcome.kind, view, turn) };
  const card = namingCard(view, readerOf(view, turn, step), policy);
  const also = outcome.kind === 'refused' ? firstStep(view, turn) : undefined;
  return {
    kind: 'replace',
    card,
    summary: namingTitle(view),
    forEveryone: true,
    about: about.exception(view.exception.id),
    also,
  };
}

/** What somebody without a role is told who withdraws a request of their own; of somebody else's, nothing. */
function withoutCard(kind: 'done' | 'refused', view: NamingView, turn: Turn): string {
  if (kind === 'done') return 'Your request was withdrawn.';
  return isSamePerson(view.exception.requester, turn.sender) ? firstStep(view, turn) : unknownException;
}

/** Who tries to decide about a request of their own, or acts for somebody else, is in the audit. */
function tellAudit(because: 'ownRequest' | 'notYours', action: StepAction, turn: Turn, { registration }: BotWorld) {
  const { sender: actor, activityId } = turn;
  return registration.refused({ actor, asked: action.verb, because, subject: action.exceptionId, activityId });
}

/** A comment is refused rather than cut: what it says at its end may matter most. */
function whyTooLong(action: StepAction): string | undefined {
  if (!('comment' in action) || action.comment.length <= longestReason) return undefined;
  return `The comment has ${formatNumber(action.comment.length)} characters. Shorten it to ${longestReason}.`;
}

function stepOf(action: StepAction): AskedStep {
  switch (action.verb) {
    case 'sendNaming':
      return { kind: 'send' };
    case 'approveNaming':
      return { kind: 'approve', comment: action.comment || undefined };
    case 'denyNaming':
      return { kind: 'deny', comment: action.comment || undefined };
    case 'withdrawNaming':
      return { kind: 'withdraw' };
    case 'revokeNaming':
      return { kind: 'revoke', comment: action.comment || undefined };
    case 'extendNaming':
      return { kind: 'extend', lastDay: action.lastDay };
    default:
      return action satisfies never;
  }
}

/** The message that was pressed, where it is known to show this draft; otherwise the requester gets a new card. */
async function clickedCard(exceptionId: string, turn: Turn, world: BotWorld) {
  const activityId = await knownCard(about.exception(exceptionId), turn, world);
  return activityId === undefined ? undefined : { conversationId: turn.conversation.id, activityId };
}

/** Who the clicked card was drawn for: as the exception remembers, otherwise who has such a button. */
function readerOf({ exception }: NamingView, { replyToId }: Turn, { kind }: AskedStep): NamingReader {
  const known = exception.cards.find(({ activityId }) => activityId !== undefined && activityId === replyToId);
  return known?.reader ?? (kind === 'send' || kind === 'withdraw' ? 'requester' : 'approver');
}
