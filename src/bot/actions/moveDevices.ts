import { moveChoices } from '../../registration/deploymentGroups/moveChoices.ts';
import type { ActionAnswer } from '../answer.ts';
import { cancelledMoveCard } from '../cards/moveCard.ts';
import { movedCard, movedTitle, refusalSentences } from '../cards/movedCard.ts';
import { plain } from '../cards/text.ts';
import { about } from '../known/about.ts';
import type { BotWorld } from '../options.ts';
import { noSuchGroup } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';
import { chosenDoubles } from './chosenDoubles.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;

/** Moves the devices of a card to the chosen deployment group. Where nothing was to be done the card stays and a sentence says why. */
export async function moveDevices(action: Of<'moveDevices'>, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const deviceIds = [...action.deviceIds, ...chosenDoubles(action)];
  if (deviceIds.length === 0)
    return { kind: 'message', text: 'No device was moved: choose which of the devices are meant.' };
  const { sender: actor, activityId } = turn;
  const outcome = await world.registration.moveDevices({ deviceIds, choice: action.choice, actor, activityId });
  if (outcome.kind === 'unknownChoice') {
    return { kind: 'message', text: noSuchGroup(plain(action.choice, 40), moveChoices(world.policy)) };
  }
  if (outcome.answers.every(({ result }) => result.kind === 'refused')) {
    return { kind: 'message', text: refusalSentences(outcome.answers) };
  }
  return {
    kind: 'replace',
    card: movedCard(outcome, actor.name),
    summary: movedTitle(outcome),
    forEveryone: true,
    about: about.move([...action.deviceIds, ...action.doubleIds]),
    becomes: about.answered,
  };
}

/** Puts a card away that moved nothing. */
export async function cancelMove(_action: Of<'cancelMove'>, turn: Turn): Promise<ActionAnswer> {
  return {
    kind: 'replace',
    card: cancelledMoveCard(turn.sender.name),
    summary: 'No device was moved',
    forEveryone: true,
    about: about.anyMove,
    becomes: about.answered,
  };
}
