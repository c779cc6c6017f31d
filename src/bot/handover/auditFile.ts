import { csvBytes } from '../../registration/csvBytes.ts';
import { day, dayOf } from '../cards/time.ts';
import type { BotWorld } from '../options.ts';

/** What a role is needed for, as the start of a sentence. */
export const readingAudit = 'Reading the audit';

const captions = ['Time (UTC)', 'Actor', 'Actor id', 'Action', 'Subject', 'Detail', 'Activity id'] as const;

/** How far back it goes. */
const covered = 365 * day;

/** The audit of the last year as a CSV, oldest first: the authenticated people, and the messages they acted by. */
export async function auditFile({
  registration,
  clock,
}: Pick<BotWorld, 'registration' | 'clock'>): Promise<{ name: string; bytes: Uint8Array; entries: number }> {
  const now = clock.now();
  const rows: string[][] = [];
  for await (const { at, actor, action, subject, detail, activityId = '' } of registration.naming.audit(
    now - covered,
  )) {
    rows.push([new Date(at).toISOString(), actor.name, actor.id, action, subject, JSON.stringify(detail), activityId]);
  }
  return { name: `preflight-audit-${dayOf(now)}.csv`, bytes: csvBytes([captions, ...rows]), entries: rows.length };
}
