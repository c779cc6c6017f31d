import type { ActionAnswer } from '../answer.ts';
import { closedFindingsCard, findingsCard, findingsTitle } from '../cards/findingsCard.ts';
import type { BotWorld } from '../options.ts';
import { findingsGone, unknownBatch } from '../refusals.ts';
import type { CardAction } from './cardAction.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;
type World = Pick<BotWorld, 'registration'>;

/** Shows everything that was found in a file as a message of its own, so that the report keeps what was filled in. Everybody of the organisation may look. */
export async function showFindings({ batchId }: Of<'showFindings'>, world: World): Promise<ActionAnswer> {
  const shown = await readPage(batchId, 1, world);
  return shown.kind === 'message' ? shown : { kind: 'say', answers: [{ ...shown, kind: 'card' }] };
}

/** Turns to a page, in place. */
export async function turnFindings({ batchId, page }: Of<'findingsPage'>, world: World): Promise<ActionAnswer> {
  const shown = await readPage(batchId, page, world);
  return shown.kind === 'message' ? shown : { ...shown, kind: 'replace', forEveryone: true };
}

/** Puts the pages away. */
export async function closeFindings({ batchId }: Of<'closeFindings'>, { registration }: World): Promise<ActionAnswer> {
  const view = await registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const { batch } = view;
  return { kind: 'replace', card: closedFindingsCard(batch), summary: findingsTitle(batch), forEveryone: true };
}

async function readPage(batchId: string, page: number, { registration }: World) {
  const found = await registration.findings(batchId, page);
  if (found.kind !== 'page')
    return { kind: 'message' as const, text: found.kind === 'gone' ? findingsGone : unknownBatch };
  return { kind: 'page' as const, card: findingsCard(found), summary: findingsTitle(found.batch) };
}
