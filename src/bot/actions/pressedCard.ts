import type { ShownOnCard } from '../../registration/shipping/readShown.ts';
import type { ActionAnswer } from '../answer.ts';
import { about } from '../known/about.ts';
import { knownCard } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch, unreadableAction } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';

type Pressed = Pick<Extract<CardAction, { verb: 'markShipped' }>, 'batchId' | 'shown' | 'digestId'>;

/** What the card showed whose button was pressed; `undefined` where that is not known, as on cards of Preflight 0.1. */
export async function readPressed(
  { batchId, shown, digestId }: Pressed,
  { conversation }: Pick<Turn, 'conversation'>,
  { registration }: Pick<BotWorld, 'registration'>,
): Promise<ShownOnCard | undefined> {
  if (digestId !== undefined) return registration.shown({ digestId, conversationId: conversation.baseId });
  return batchId === undefined || shown === undefined ? undefined : registration.shown({ batchId, shownId: shown });
}

/** Said where it is not known what a card showed: nothing is done, and a batch's card is drawn anew. `instead` is what can be written. */
export async function outdated(
  { batchId, digestId }: Pressed,
  turn: Turn,
  { registration, policy }: Pick<BotWorld, 'registration' | 'policy'>,
  instead: string,
): Promise<ActionAnswer> {
  if (batchId === undefined && digestId === undefined) return { kind: 'message', text: unreadableAction };
  const view = batchId === undefined ? undefined : await registration.batch(batchId);
  if (batchId !== undefined && view === undefined) return { kind: 'message', text: unknownBatch };
  if (view !== undefined && (await knownCard(about.batch(view.batch.id), turn, { registration })) !== undefined)
    return showBatch(
      view,
      policy,
      'The card was out of date, so nothing was done. See what it shows now, and press again.',
    );
  return {
    kind: 'message',
    text: `This card is too old: what it showed is not known any more, so nothing was done. Use a newer card, or ${instead}.`,
  };
}
