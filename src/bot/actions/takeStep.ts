import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { ActionAnswer } from '../answer.ts';
import { markedAnswer } from '../cards/markedCard.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import { askForStep } from '../shipping/askForStep.ts';
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
  const { purpose, word } = stepWords[step];
  const right = await checkRole(turn.sender.id, 'registrar', world, purpose);
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  const pressed = await readPressed(action, turn, world);
  if (pressed === undefined) return outdated(action, turn, world, `write “${word}” and the serial numbers`);
  const { sender: actor, activityId } = turn;
  const shown = step === 'shipped' ? pressed.ship : pressed.confirm;
  const outcome = await askForStep(step, { scope: { shown, subject: pressed.subject }, actor, activityId }, world);
  const text = stepSentences(step, outcome, turn).join(' ');
  const { markId, devices } = outcome;
  const follow = markId === undefined ? undefined : [markedAnswer(step, { markId, devices }, actor.name)];
  const view = action.batchId === undefined ? undefined : await registration.batch(action.batchId);
  const isBatchCard = turn.replyToId !== undefined && turn.replyToId === view?.batch.card?.activityId;
  if (view === undefined || !isBatchCard) return { kind: 'message', text, follow };
  return { ...showBatch(view, policy, text), follow };
}
