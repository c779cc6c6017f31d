import type { ReportRow } from '../intake/report.ts';
import type { Ports } from '../ports/ports.ts';
import type { Draft } from '../ports/stored.ts';
import type { Batch, FindingPage, FoundRow } from './batch.ts';

/** Rows on a page: as many as a card shows. */
const rowsOnPage = 10;

/** How long findings can be read, whatever was decided: a week. Then whoever did not correct the file has lost interest. */
export const findingsKept = 7 * 24 * 3_600_000;

const order: Readonly<Record<ReportRow['verdict'], number>> = { rejected: 0, repaired: 1, accepted: 2 };

/** The rows with findings in pages: rejected ones first, then repaired ones, each in the order of the file. */
export function findingPages(batchId: string, rows: readonly FoundRow[], createdAt: number): Draft<FindingPage>[] {
  const sorted = [...rows].sort((a, b) => order[a.verdict] - order[b.verdict] || a.line - b.line);
  return Array.from({ length: Math.ceil(sorted.length / rowsOnPage) }, (_, index) => ({
    id: pageId(batchId, index + 1),
    batchId,
    createdAt,
    rows: sorted.slice(index * rowsOnPage, (index + 1) * rowsOnPage),
  }));
}

/** One page of what was found in a file. */
export interface Findings {
  batch: Batch;
  rows: FoundRow[];
  /** 1 = first. */
  page: number;
  pages: number;
}

/** A page, the nearest one where there is none of this number; `gone` after a week, or where no row has a finding. */
export async function readFindings(
  batchId: string,
  page: number,
  store: Ports['store'],
): Promise<({ kind: 'page' } & Findings) | { kind: 'gone' | 'notFound' }> {
  const batch = await store.get('batches', batchId);
  if (batch === undefined) return { kind: 'notFound' };
  const pages = Math.ceil(batch.report.rowsWithFindings / rowsOnPage);
  const nearest = Math.min(Math.max(1, Math.trunc(page)), pages);
  const found = await store.get('findingPages', pageId(batchId, nearest));
  return found === undefined ? { kind: 'gone' } : { kind: 'page', batch, rows: found.rows, page: nearest, pages };
}

/** The rejected rows of a file, in its order; empty when there were none or they were dropped. */
export async function readRejected(batch: Batch, store: Ports['store']): Promise<FoundRow[]> {
  const rejected: FoundRow[] = [];
  const pages = Math.ceil(batch.report.summary.rejected / rowsOnPage);
  for (let page = 1; page <= pages; page += 1) {
    const found = await store.get('findingPages', pageId(batch.id, page));
    rejected.push(...(found?.rows.filter(({ verdict }) => verdict === 'rejected') ?? []));
  }
  return rejected;
}

function pageId(batchId: string, page: number): string {
  return `${batchId}:${page}`;
}
