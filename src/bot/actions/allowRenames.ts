import type { ActionAnswer } from '../answer.ts';
import {
  type AskedRenames,
  allowedRenamesCard,
  allowedRenamesTitle,
  confirmRenamesCard,
  confirmRenamesTitle,
  leftNamesCard,
  leftNamesTitle,
} from '../cards/renamesCard.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;

/** Asks, on a card of its own, whether the devices that are held back shall be renamed. Nothing happens before that is answered. */
export async function askForRenames(_action: Of<'askForRenames'>, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const { isHeld, asked } = await readHeld(world);
  if (!isHeld) return { kind: 'message', text: 'No device is held back any more. Nothing was changed.' };
  const card = confirmRenamesCard(asked, world.policy);
  const onSent = rememberAs(about.renames, turn, world);
  return { kind: 'say', answers: [{ kind: 'card', card, summary: confirmRenamesTitle(asked), onSent }] };
}

/** Lets the rename job rename however many devices to the naming convention. Where that is another by now, asks again. */
export async function allowRenames({ shown }: Of<'allowRenames'>, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const { sender: actor, activityId } = turn;
  const { registration, policy } = world;
  // Read before: once it is allowed, nothing is held back that could be counted.
  const { asked } = await readHeld(world);
  const outcome = await registration.naming.allowRenames({ shown, actor, activityId });
  switch (outcome) {
    case 'allowed': {
      const card = allowedRenamesCard(asked, actor.name, policy);
      return {
        kind: 'replace',
        card,
        summary: allowedRenamesTitle(asked),
        forEveryone: true,
        about: about.renames,
        becomes: about.answered,
      };
    }
    case 'differs': {
      const also = 'The naming convention is another by now, so nothing was changed. Read the card again.';
      const card = confirmRenamesCard(asked, policy);
      return {
        kind: 'replace',
        card,
        summary: confirmRenamesTitle(asked),
        forEveryone: true,
        about: about.renames,
        also,
      };
    }
    case 'same':
      return { kind: 'message', text: 'This was allowed already. Nothing was changed.' };
    default:
      return outcome satisfies never;
  }
}

/** Puts the question away. */
export async function leaveNames(_action: Of<'leaveNames'>, turn: Turn): Promise<ActionAnswer> {
  return {
    kind: 'replace',
    card: leftNamesCard(turn.sender.name),
    summary: leftNamesTitle,
    forEveryone: true,
    about: about.renames,
    becomes: about.answered,
  };
}

/** What can be allowed now: the naming convention as it is, and how many devices that is about, where they were counted for it. */
async function readHeld({ registration }: BotWorld): Promise<{ isHeld: boolean; asked: AskedRenames }> {
  const { convention, held } = await registration.naming.overview();
  const devices = held?.template === convention ? held.devices : undefined;
  return { isHeld: held !== undefined, asked: { template: convention, devices } };
}
