import type { ActionAnswer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { alreadyDecided } from './alreadyDecided.ts';
import { showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';
import { mayDecide } from './mayDecide.ts';

/** Drops a draft. Who sent the file needs no role to take it back. */
export async function cancelBatch(
  { batchId }: Extract<CardAction, { verb: 'cancel' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { registration, policy } = world;
  const view = await registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const own = view.batch.requester.id === turn.sender.id;
  const right = own ? ({ kind: 'granted' } as const) : await mayDecide(view.batch, turn, world);
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  const outcome = await registration.cancel({ batchId, actor: turn.sender, activityId: turn.activityId });
  switch (outcome.kind) {
    case 'cancelled':
      return showBatch(outcome.view, policy);
    case 'alreadyDecided':
      return alreadyDecided(outcome.view, turn, policy);
    case 'notFound':
      return { kind: 'message', text: unknownBatch };
    default:
      return outcome satisfies never;
  }
}
