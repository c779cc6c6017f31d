import type { ActionAnswer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';

/** Shows a batch as it is now. Everybody of the organisation may look. */
export async function refreshBatch(
  { batchId }: Extract<CardAction, { verb: 'refreshBatch' }>,
  _turn: Turn,
  { registration, policy }: BotWorld,
): Promise<ActionAnswer> {
  const view = await registration.batch(batchId);
  return view === undefined ? { kind: 'message', text: unknownBatch } : showBatch(view, policy);
}
