import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { ActionAnswer } from '../answer.ts';
import { about } from '../known/about.ts';
import { knownCard } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { askForStep } from '../shipping/askForStep.ts';
import { markedAnswer } from '../shipping/markedAnswer.ts';
import { stepSentences } from '../shipping/stepSentences.ts';
import { stepWords } from '../shipping/stepWords.ts';
import type { Turn } from '../turn.ts';
import { showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';
import { outdated, readPressed } from './pressedCard.ts';

const steps: Readonly<Record<'markShipped' | 'confirmActive', PersonsStep>> = {
  markShipped: 'shipped',
  confirmActive: 'confirmed',
};

/**
 * Takes a person's step for the devices that the card showed when it was drawn, and for no others. Any registrar may, whoever sent the file, as by
 * writing the serial numbers. The button may be on the batch's card or on a digest, which the courier draws anew.
 */
export async function takeStep(
  action: Extract<CardAction, { verb: 'markShipped' | 'confirmActive' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { registration, policy } = world;
  const step = steps[action.verb];
  const pressed = await readPressed(action, turn, world);
  if (pressed === undefined)
    return outdated(action, turn, world, `write “${stepWords[step].word}” and the serial numbers`);
  const { sender: actor, activityId } = turn;
  const shown = step === 'shipped' ? pressed.ship : pressed.confirm;
  const outcome = await askForStep(step, { scope: { shown, subject: pressed.subject }, actor, activityId }, world);
  const text = stepSentences(step, outcome, turn).join(' ');
  const { markId, devices } = outcome;
  const follow = markId === undefined ? undefined : [markedAnswer(step, { markId, devices }, turn, world)];
  const { batchId } = action;
  const isBatchCard = batchId !== undefined && (await knownCard(about.batch(batchId), turn, world)) !== undefined;
  const view = isBatchCard ? await registration.batch(batchId) : undefined;
  return view === undefined ? { kind: 'message', text, follow } : { ...showBatch(view, policy, text), follow };
}
