import type { BatchView } from '../../registration/batches/view.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import type { ActionAnswer } from '../answer.ts';
import { plain } from '../cards/text.ts';
import { timeFor } from '../cards/time.ts';
import type { Turn } from '../turn.ts';
import { showBatch } from './batchAnswer.ts';

/** Said to who was second: the card as it is now, and who was first. */
export function alreadyDecided(view: BatchView, turn: Turn, policy: Policy): ActionAnswer {
  return showBatch(view, policy, firstDecision(view, turn));
}

/** `Already registered by Ada Lovelace at 23 Nov 2026, 14:05.` */
function firstDecision({ batch }: BatchView, reader: Pick<Turn, 'locale' | 'timeZone'>): string {
  const done = batch.state === 'cancelled' ? 'cancelled' : 'registered';
  const by = batch.decidedBy === undefined ? '' : ` by ${plain(batch.decidedBy.name, 80)}`;
  const at = batch.decidedAt === undefined ? '' : ` at ${timeFor(batch.decidedAt, reader)}`;
  return `Already ${done}${by}${at}.`;
}
