import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { ActionAnswer } from '../answer.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import { stepSentences } from '../shipping/stepSentences.ts';
import { stepWords } from '../shipping/stepWords.ts';
import type { Turn } from '../turn.ts';
import { showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';

const steps: Readonly<Record<'markShipped' | 'confirmActive', PersonsStep>> = {
  markShipped: 'shipped',
  confirmActive: 'confirmed',
};

/** Takes a person's step for every device of a batch that allows it. Any registrar may, whoever sent the file, as by writing the serial numbers. The button may be on the batch's card or on a digest, which stays as it is. */
export async function takeStep(
  { verb, batchId }: Extract<CardAction, { verb: 'markShipped' | 'confirmActive' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { registration, policy } = world;
  const view = await registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const step = steps[verb];
  const right = await checkRole(turn.sender.id, 'registrar', world, stepWords[step].purpose);
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  const { sender: actor, activityId } = turn;
  const outcome = await registration[verb]({ scope: { batchId }, actor, activityId });
  if (outcome.kind === 'notFound') return { kind: 'message', text: unknownBatch };
  const text = stepSentences(step, outcome, turn).join(' ');
  const isBatchCard = turn.replyToId !== undefined && turn.replyToId === view.batch.card?.activityId;
  const now = isBatchCard && outcome.devices.length > 0 ? await registration.batch(batchId) : undefined;
  return now === undefined ? { kind: 'message', text } : showBatch(now, policy, text);
}
