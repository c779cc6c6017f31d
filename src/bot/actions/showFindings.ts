import type { ActionAnswer } from '../answer.ts';
import { closedFindingsCard, findingsCard, findingsTitle } from '../cards/findingsCard.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { findingsGone, unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';
import { mayDecide } from './mayDecide.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;

/** Shows everything that was found in a file as a message of its own, so that the report keeps what was filled in: to who sent it, or an administrator. */
export async function showFindings(
  { batchId }: Of<'showFindings'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const shown = await readPage(batchId, 1, turn, world);
  if (shown.kind === 'message') return shown;
  const onSent = rememberAs(about.findings(batchId), turn, world);
  return { kind: 'say', answers: [{ ...shown, kind: 'card', onSent }] };
}

/** Turns to a page, in place. */
export async function turnFindings(
  { batchId, page }: Of<'findingsPage'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const shown = await readPage(batchId, page, turn, world);
  if (shown.kind === 'message') return shown;
  return { ...shown, kind: 'replace', forEveryone: true, about: about.findings(batchId) };
}

/** Puts the pages away. */
export async function closeFindings(
  { batchId }: Of<'closeFindings'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const view = await world.registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const { batch } = view;
  const right = await mayDecide(batch, turn, world, 'see its findings');
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  return {
    kind: 'replace',
    card: closedFindingsCard(batch),
    summary: findingsTitle(batch),
    forEveryone: true,
    about: about.findings(batchId),
  };
}

async function readPage(batchId: string, page: number, turn: Turn, world: BotWorld) {
  const view = await world.registration.batch(batchId);
  if (view === undefined) return { kind: 'message' as const, text: unknownBatch };
  const right = await mayDecide(view.batch, turn, world, 'see its findings');
  if (right.kind === 'denied') return { kind: 'message' as const, text: right.text };
  const found = await world.registration.findings(batchId, page);
  if (found.kind !== 'page')
    return { kind: 'message' as const, text: found.kind === 'gone' ? findingsGone : unknownBatch };
  return { kind: 'page' as const, card: findingsCard(found), summary: findingsTitle(found.batch) };
}
