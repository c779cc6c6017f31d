import type { Batch, FoundRow } from '../../registration/batches/batch.ts';
import type { Findings } from '../../registration/batches/findingPages.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './findings.json' with { type: 'json' };
import { count, formatNumber, plain, shownSerial } from './text.ts';

/** Findings of one row that a page shows; a row with more is a rare wreck. */
const findingsOfRow = 3;

/** Whether there is anything that pages would show. */
export function hasFindingPages({ report }: Pick<Batch, 'report'>): boolean {
  return report.rowsWithFindings > 0;
}

/** The title of the button that hands rejected rows back; empty where there are none. */
export function rejectedTitle({ report }: Pick<Batch, 'report'>): string {
  const { rejected } = report.summary;
  return rejected === 0 ? '' : `Get ${count(rejected, 'rejected row')} as CSV`;
}

const verdicts: Readonly<Record<FoundRow['verdict'], { word: string; color: string }>> = {
  rejected: { word: 'rejected', color: 'Attention' },
  repaired: { word: 'repaired', color: 'Accent' },
  accepted: { word: 'ready', color: 'Good' },
};

/** One page of everything that was found, row by row. */
export function findingsCard({ batch, rows, page, pages }: Findings): AdaptiveCard {
  const isDraft = batch.state === 'draft';
  return expand(template, {
    title: findingsTitle(batch),
    fileName: plain(batch.fileName),
    position: ` · page ${formatNumber(page)} of ${formatNumber(pages)}, rejected rows first`,
    rows: rows.map(rowView),
    hint: '',
    previous: page - 1,
    next: page < pages ? page + 1 : 0,
    nextTitle: 'Next',
    closeTitle: isDraft ? 'Back to the choice' : 'Close',
    batchId: batch.id,
  });
}

/** `23 rows with findings` */
export function findingsTitle({ report }: Pick<Batch, 'report'>): string {
  return `${count(report.rowsWithFindings, 'row')} with findings`;
}

/** What stands in the place of the pages once they are put away: the report is the next thing above it. */
export function closedFindingsCard(batch: Batch): AdaptiveCard {
  return expand(template, {
    title: findingsTitle(batch),
    fileName: plain(batch.fileName),
    position: '',
    rows: [],
    hint: batch.state === 'draft' ? 'Choose a device profile on the report above.' : 'The file is on its card above.',
    previous: 0,
    next: 1,
    nextTitle: 'Show all findings',
    closeTitle: '',
    batchId: batch.id,
  });
}

function rowView({ line, serialNumber, manufacturer, model, verdict, findings }: FoundRow) {
  const { word, color } = verdicts[verdict];
  const serial = shownSerial(serialNumber);
  const named = model.toLowerCase().startsWith(manufacturer.toLowerCase());
  const device = plain(named ? model : `${manufacturer} ${model}`, 60);
  const more = findings.length - findingsOfRow;
  return {
    lead: `Line ${line}, ${word}  `,
    color,
    serialNumber: serial === '' ? 'serial number unreadable' : serial,
    model: device === '' ? '' : ` · ${device}`,
    findings: findings.slice(0, findingsOfRow).map(({ message, fix, remedy }) => ({
      message: plain(message, 160),
      fix: fix === undefined ? '' : ` ${plain(fix, 90)}.`.replace('..', '.'),
      remedy: remedy.startsWith('Nothing to do') ? '' : ` ${plain(remedy, 140)}`,
    })),
    more: more > 0 ? `And ${count(more, 'more finding')}.` : '',
  };
}
