import type { ActionAnswer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';
import { mayDecide } from './mayDecide.ts';

/** Shows a batch as it is now: one that is registered to every reader; a file that is not, only to who sent it or an administrator. */
export async function refreshBatch(
  { batchId }: Extract<CardAction, { verb: 'refreshBatch' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await world.registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const { batch } = view;
  const isOpen = batch.state !== 'draft' && batch.state !== 'cancelled';
  const right = isOpen ? undefined : await mayDecide(batch, turn, world, 'see this file');
  return right?.kind === 'denied' ? { kind: 'message', text: right.text } : showBatch(view, world.policy);
}
