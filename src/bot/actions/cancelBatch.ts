import type { ActionAnswer } from '../answer.ts';
import { isReader } from '../heldRoles.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { alreadyDecided } from './alreadyDecided.ts';
import { showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';
import { mayDecide } from './mayDecide.ts';

/** Drops a draft. Who sent the file needs no role to take it back, but sees no card without one. */
export async function cancelBatch(
  { batchId }: Extract<CardAction, { verb: 'cancel' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { registration, policy } = world;
  const view = await registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const right = await mayDecide(view.batch, turn, world, 'cancel this file');
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  const outcome = await registration.cancel({ batchId, actor: turn.sender, activityId: turn.activityId });
  switch (outcome.kind) {
    case 'cancelled':
      return (await isReader(turn, world))
        ? showBatch(outcome.view, policy)
        : { kind: 'message', text: 'The file was cancelled. Nothing of it is registered.' };
    case 'alreadyDecided':
      return (await isReader(turn, world))
        ? alreadyDecided(outcome.view, turn, policy)
        : { kind: 'message', text: 'Somebody decided about this file before.' };
    case 'notFound':
      return { kind: 'message', text: unknownBatch };
    default:
      return outcome satisfies never;
  }
}
