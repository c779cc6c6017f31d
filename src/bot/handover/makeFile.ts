import { type Access, forAdministrators, forRegistrarsNow } from '../access/access.ts';
import { checkAccess } from '../access/checkAccess.ts';
import { mayDecide } from '../actions/mayDecide.ts';
import type { BotWorld } from '../options.ts';
import { findingsGone, unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { auditFile, readingAudit } from './auditFile.ts';
import type { OfferContext } from './fileConsent.ts';

/** A file that somebody may have, or the sentence to refuse with. `again` says how to be offered it anew. */
export type MadeFile =
  | { kind: 'file'; name: string; bytes: Uint8Array; again: string }
  | { kind: 'refused'; text: string };

/** Every file that can be taken, and for whom: the directory is asked now. */
export const files: Readonly<Record<'rejectedRows' | 'audit', Access>> = {
  rejectedRows: forRegistrarsNow('Getting rejected rows'),
  audit: { ...forAdministrators, purpose: readingAudit },
};

/** Makes the file that somebody took, as it is now; whether they may have it is asked again. */
export async function makeFile(asked: OfferContext, turn: Turn, world: BotWorld): Promise<MadeFile> {
  const kind = 'batchId' in asked ? 'rejectedRows' : 'audit';
  const right = await checkAccess(files[kind], kind, turn, world);
  if (right.kind === 'denied') return { kind: 'refused', text: right.text };
  return 'batchId' in asked ? rejectedRows(asked.batchId, turn, world) : audit(turn, world);
}

/** What stands in the place of the question when somebody declined. */
export function notHandedOver(asked: OfferContext): string {
  return `The ${'batchId' in asked ? 'rejected rows were' : 'audit was'} not handed over.`;
}

async function rejectedRows(batchId: string, turn: Turn, world: BotWorld): Promise<MadeFile> {
  const { registration } = world;
  const view = await registration.batch(batchId);
  if (view === undefined) return { kind: 'refused', text: unknownBatch };
  const right = await mayDecide(view.batch, turn, world, 'get its rows');
  if (right.kind === 'denied') return { kind: 'refused', text: right.text };
  const { sender: actor, activityId } = turn;
  await registration.askedForFile({ file: 'rejectedRows', subject: batchId, actor, activityId });
  const file = await registration.rejectedRows(batchId);
  if (file.kind !== 'file') return { kind: 'refused', text: file.kind === 'gone' ? findingsGone : unknownBatch };
  const { name, bytes } = file;
  return { kind: 'file', name, bytes, again: 'Press the button for rejected rows on the report again.' };
}

async function audit({ sender: actor, activityId }: Turn, world: BotWorld): Promise<MadeFile> {
  // Before it is made: the export holds its own entry.
  await world.registration.askedForFile({ file: 'audit', actor, activityId });
  const { name, bytes } = await auditFile(world);
  return { kind: 'file', name, bytes, again: 'Write audit export again.' };
}
