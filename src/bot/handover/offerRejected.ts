import type { CardAction } from '../actions/cardAction.ts';
import { mayDecide } from '../actions/mayDecide.ts';
import type { ActionAnswer } from '../answer.ts';
import { count, plain } from '../cards/text.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { findingsGone, onlyInPersonalChat, unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';

/** Offers the rejected rows of a file as a CSV. They hold what the file said: only who sent it, or an administrator, gets them. */
export async function offerRejected(
  { batchId }: Extract<CardAction, { verb: 'rejectedRows' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await world.registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const right = await mayDecide(view.batch, turn, world, 'get its rows');
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  // Teams has files from bots in personal chats only.
  if (turn.conversation.kind !== 'personal') return { kind: 'message', text: onlyInPersonalChat };
  const file = await world.registration.rejectedRows(batchId);
  if (file.kind !== 'file') return { kind: 'message', text: file.kind === 'gone' ? findingsGone : unknownBatch };
  const { name, bytes, rows, batch } = file;
  const description = `${count(rows, 'rejected row')} of ${plain(batch.fileName, 80)} with the reason of each, to correct and send again`;
  return {
    kind: 'say',
    answers: [
      {
        kind: 'offer',
        file: { name, description, size: bytes.length, context: { batchId } },
        onSent: rememberAs(about.offer(batchId), turn, world),
      },
    ],
  };
}
