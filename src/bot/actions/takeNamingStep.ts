import { longestReason } from '../../registration/naming/draftException.ts';
import type { AskedStep, NamingView } from '../../registration/naming/naming.ts';
import type { ActionAnswer } from '../answer.ts';
import { type NamingReader, namingCard } from '../cards/namingCard.ts';
import { namingTitle } from '../cards/namingTitle.ts';
import { formatNumber, plain } from '../cards/text.ts';
import { checkRoleNow, type Right } from '../checkRole.ts';
import { firstStep, namingRefusal } from '../naming/namingRefusal.ts';
import type { BotWorld } from '../options.ts';
import { unknownException } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';
import { requesting } from './previewNaming.ts';

type StepVerb = 'sendNaming' | 'approveNaming' | 'denyNaming' | 'withdrawNaming' | 'revokeNaming' | 'extendNaming';
type StepAction = Extract<CardAction, { verb: StepVerb }>;

/**
 * Takes a step of a naming exception. Roles are read from the directory now; whose request it is, and whether somebody was first, the engine
 * knows.
 */
export async function takeNamingStep(action: StepAction, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const { registration, policy } = world;
  const right = await mayTake(action.verb, turn, world);
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  const tooLong = whyTooLong(action);
  if (tooLong !== undefined) return { kind: 'message', text: tooLong };
  const step = stepOf(action);
  const outcome = await registration.naming.step({
    id: action.exceptionId,
    step,
    actor: turn.sender,
    activityId: turn.activityId,
    card: step.kind === 'send' ? clickedCard(turn) : undefined,
  });
  if (outcome.kind === 'notFound') return { kind: 'message', text: unknownException };
  if (outcome.kind === 'invalid') return { kind: 'message', text: plain(outcome.message, 400) };
  const { view } = outcome;
  if (outcome.kind === 'refused' && outcome.reason !== 'alreadyDecided')
    return { kind: 'message', text: namingRefusal(outcome.reason, view) };
  const card = namingCard(view, readerOf(view, turn, step), policy);
  const also = outcome.kind === 'refused' ? firstStep(view, turn) : undefined;
  return { kind: 'replace', card, summary: namingTitle(view), forEveryone: true, also };
}

/** Who asked needs no role to withdraw; the engine knows who that is. */
async function mayTake(verb: StepVerb, { sender }: Turn, world: BotWorld): Promise<Right> {
  switch (verb) {
    case 'sendNaming':
      return checkRoleNow(sender.id, 'registrar', world, requesting);
    case 'withdrawNaming':
      return { kind: 'granted' };
    case 'approveNaming':
    case 'denyNaming':
      return checkRoleNow(sender.id, 'approver', world, 'Deciding about naming exceptions');
    case 'extendNaming':
      return checkRoleNow(sender.id, 'approver', world, 'Extending naming exceptions');
    case 'revokeNaming': {
      const administrator = await checkRoleNow(sender.id, 'administrator', world);
      if (administrator.kind === 'granted') return administrator;
      return checkRoleNow(sender.id, 'approver', world, 'Revoking naming exceptions');
    }
    default:
      return verb satisfies never;
  }
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

function clickedCard({ conversation, replyToId }: Turn): { conversationId: string; activityId: string } | undefined {
  return replyToId === undefined ? undefined : { conversationId: conversation.id, activityId: replyToId };
}

/** Who the clicked card was drawn for: as the exception remembers, otherwise who has such a button. */
function readerOf({ exception }: NamingView, { replyToId }: Turn, { kind }: AskedStep): NamingReader {
  const known = exception.cards.find(({ activityId }) => activityId !== undefined && activityId === replyToId);
  return known?.reader ?? (kind === 'send' || kind === 'withdraw' ? 'requester' : 'approver');
}
