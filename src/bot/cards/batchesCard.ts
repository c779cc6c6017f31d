import type { BatchView } from '../../registration/batches/view.ts';
import { batchTitle } from './batchTitle.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { reportTitle } from './reportCard.ts';
import { count, plain } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** The latest batches, one state each. */
export function batchesCard(views: readonly BatchView[]): AdaptiveCard {
  return expand(template, {
    title: views.length === 0 ? 'No file has been registered yet' : `The latest ${count(views.length, 'file')}`,
    intro: views.length === 0 ? 'Send a CSV of hardware hashes in the personal chat.' : '',
    items: views.map((view) => ({
      lead: view.batch.state === 'draft' ? `${reportTitle(view.batch)}, not decided yet` : batchTitle(view),
      detail: [plain(view.batch.fileName, 80), view.profileLabel, plain(view.batch.requester.name, 60)]
        .filter(Boolean)
        .join(' · '),
      at: readersDateAndTime(view.batch.decidedAt ?? view.batch.createdAt),
    })),
  });
}
