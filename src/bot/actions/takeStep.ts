import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { ActionAnswer } from '../answer.ts';
import { about } from '../known/about.ts';
import { knownCard } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import { stepSentences } from '../shipping/stepSentences.ts';
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
  const { sender: actor, activityId } = turn;
  const outcome = await registration[verb]({ scope: { batchId }, actor, activityId });
  if (outcome.kind === 'notFound') return { kind: 'message', text: unknownBatch };
  const text = stepSentences(step, outcome, turn).join(' ');
  const isBatchCard = (await knownCard(about.batch(batchId), turn, world)) !== undefined;
  const now = isBatchCard && outcome.devices.length > 0 ? await registration.batch(batchId) : undefined;
  return now === undefined ? { kind: 'message', text } : showBatch(now, policy, text);
}
