import type { ActionAnswer } from '../answer.ts';
import { chosenCard, chosenTitle } from '../cards/whichCard.ts';
import { about } from '../known/about.ts';
import type { BotWorld } from '../options.ts';
import { askForStep } from '../shipping/askForStep.ts';
import { markedAnswer } from '../shipping/markedAnswer.ts';
import { stepSentences } from '../shipping/stepSentences.ts';
import { stepWords } from '../shipping/stepWords.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';
import { chosenDoubles } from './chosenDoubles.ts';

/** Takes a person's step for those devices, of several with one serial number, that somebody chose on the card. */
export async function takeChosenStep(
  action: Extract<CardAction, { verb: 'stepChosen' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { step } = action;
  const deviceIds = chosenDoubles(action);
  if (deviceIds.length === 0)
    return { kind: 'message', text: `Nothing was ${stepWords[step].done}: choose which of the devices are meant.` };
  const { sender: actor, activityId } = turn;
  const outcome = await askForStep(step, { scope: { deviceIds }, actor, activityId }, world);
  const card = chosenCard(step, outcome.devices, actor.name, stepSentences(step, outcome, turn));
  const { markId, devices } = outcome;
  const follow = markId === undefined ? undefined : [markedAnswer(step, { markId, devices }, turn, world)];
  return {
    kind: 'replace',
    card,
    summary: chosenTitle(step),
    forEveryone: true,
    about: about.which(action.doubleIds),
    becomes: about.answered,
    follow,
  };
}
