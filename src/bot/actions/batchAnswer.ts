import type { BatchView } from '../../registration/batches/view.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import type { ActionAnswer } from '../answer.ts';
import { batchCard } from '../cards/batchCard.ts';
import { batchTitle } from '../cards/batchTitle.ts';
import type { AdaptiveCard } from '../cards/expand.ts';
import { reportCard, reportTitle } from '../cards/reportCard.ts';
import { about } from '../known/about.ts';

/** The card that shows a batch as it is now, and its title. */
export function currentCard(view: BatchView, policy: Policy): { card: AdaptiveCard; summary: string } {
  return view.batch.state === 'draft'
    ? { card: reportCard(view.batch, policy), summary: reportTitle(view.batch) }
    : { card: batchCard(view), summary: batchTitle(view) };
}

/** Replaces the card by the batch as it is now, for everybody who sees it; `also` is told to who pressed the button. */
export function showBatch(view: BatchView, policy: Policy, also?: string): Extract<ActionAnswer, { kind: 'replace' }> {
  return {
    kind: 'replace',
    ...currentCard(view, policy),
    forEveryone: true,
    about: about.batch(view.batch.id),
    also,
    view,
  };
}
