import type { ActionAnswer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import { retrySentences } from '../retrySentences.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

/** Tries all failed devices of a file again. Any registrar may, whoever sent the file. The batch card is drawn again by the courier, wherever the button was. */
export async function retryFailed(
  { batchId }: Extract<CardAction, { verb: 'retryFailed' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { registration } = world;
  const view = await registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const scope = { kind: 'batch', batchId } as const;
  const outcome = await registration.retry({ scope, actor: turn.sender, activityId: turn.activityId });
  return { kind: 'message', text: retrySentences(outcome).join(' ') };
}
