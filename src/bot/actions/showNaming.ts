import { isOver, type NamingCard } from '../../registration/naming/namingException.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { ActionAnswer } from '../answer.ts';
import { misfitsCard, misfitsTitle } from '../cards/misfitsCard.ts';
import { type NamingReader, namingCard, previewCard } from '../cards/namingCard.ts';
import { namingTitle } from '../cards/namingTitle.ts';
import { heldRoles } from '../heldRoles.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import { visibleException } from '../naming/visibleException.ts';
import type { BotWorld } from '../options.ts';
import { unknownException } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;

/** Shows an exception as a message of its own, with the buttons of whoever asked. Every reader may look. */
export async function showNaming(
  { exceptionId }: Of<'showNaming'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await visibleException(exceptionId, turn, world);
  if (view === undefined) return { kind: 'message', text: unknownException };
  const summary = namingTitle(view);
  if (view.exception.state === 'draft')
    return {
      kind: 'say',
      answers: [
        {
          kind: 'card',
          card: previewCard(view),
          summary,
          onSent: rememberAs(about.exception(exceptionId), turn, world),
        },
      ],
    };
  const reader = await readerFor(view.exception, turn, world);
  const card = namingCard(view, reader, world.policy);
  const onSent =
    reader === 'onlooker' || isOver(view.exception) ? undefined : remember(exceptionId, reader, turn, world);
  return { kind: 'say', answers: [{ kind: 'card', card, summary, onSent }] };
}

/** Has a card with buttons edited from now on, so that they go once they are of no use. */
function remember(
  id: string,
  reader: NamingCard['reader'],
  { conversation }: Turn,
  { registration }: BotWorld,
): (activityId: string) => Promise<void> {
  return (activityId) => registration.naming.cardShown({ id, conversationId: conversation.id, activityId, reader });
}

/** Which buttons are of use to somebody; each is checked again when it is pressed. */
async function readerFor(
  { state, requester }: { state: string; requester: { id: string } },
  { sender }: Turn,
  world: BotWorld,
): Promise<NamingReader> {
  if (state === 'requested' && isSamePerson(requester, sender)) return 'requester';
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
  const onSent = rememberAs(about.misfits(exceptionId), turn, world);
  return { kind: 'say', answers: [{ kind: 'card', card: misfitsCard(view, 1), summary: misfitsTitle(view), onSent }] };
}

/** Turns to a page, in place. */
export async function turnMisfits(
  { exceptionId, page }: Of<'misfitsPage'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await visibleException(exceptionId, turn, world);
  if (view === undefined) return { kind: 'message', text: unknownException };
  return {
    kind: 'replace',
    card: misfitsCard(view, page),
    summary: misfitsTitle(view),
    forEveryone: true,
    about: about.misfits(exceptionId),
  };
}
