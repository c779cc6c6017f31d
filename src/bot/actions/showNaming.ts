import type { ActionAnswer, Answer } from '../answer.ts';
import { misfitsCard, misfitsTitle } from '../cards/misfitsCard.ts';
import { type NamingReader, namingCard, previewCard } from '../cards/namingCard.ts';
import { namingTitle } from '../cards/namingTitle.ts';
import { heldRoles } from '../heldRoles.ts';
import { visibleException } from '../naming/visibleException.ts';
import type { BotWorld } from '../options.ts';
import { unknownException } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;

/** Shows an exception as a message of its own, with the buttons of whoever asked. Everybody of the organisation may look. */
export async function showNaming(
  { exceptionId }: Of<'showNaming'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await visibleException(exceptionId, turn, world);
  if (view === undefined) return { kind: 'message', text: unknownException };
  const card =
    view.exception.state === 'draft'
      ? previewCard(view)
      : namingCard(view, await readerFor(view.exception, turn, world), world.policy);
  const answer: Answer = { kind: 'card', card, summary: namingTitle(view) };
  return { kind: 'say', answers: [answer] };
}

/** Which buttons are of use to somebody; each is checked again when it is pressed. */
async function readerFor(
  { state, requester }: { state: string; requester: { id: string } },
  { sender }: Turn,
  world: BotWorld,
): Promise<NamingReader> {
  if (state === 'requested' && requester.id === sender.id) return 'requester';
  const roles = await heldRoles(sender.id, world);
  return roles.has('approver') || (state === 'approved' && roles.has('administrator')) ? 'approver' : 'onlooker';
}

/** Shows the devices that a template gives no name as a message of its own, so that the card keeps what was written on it. */
export async function showMisfits(
  { exceptionId }: Of<'showMisfits'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await visibleException(exceptionId, turn, world);
  if (view === undefined) return { kind: 'message', text: unknownException };
  return { kind: 'say', answers: [{ kind: 'card', card: misfitsCard(view, 1), summary: misfitsTitle(view) }] };
}

/** Turns to a page, in place. */
export async function turnMisfits(
  { exceptionId, page }: Of<'misfitsPage'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await visibleException(exceptionId, turn, world);
  if (view === undefined) return { kind: 'message', text: unknownException };
  return { kind: 'replace', card: misfitsCard(view, page), summary: misfitsTitle(view), forEveryone: true };
}
