import type { BatchView } from '../../registration/batches/view.ts';
import type { ActionAnswer } from '../answer.ts';
import { reportCard, reportTitle } from '../cards/reportCard.ts';
import { about } from '../known/about.ts';
import type { BotWorld } from '../options.ts';
import { unknownBatch } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { alreadyDecided } from './alreadyDecided.ts';
import { currentCard, showBatch } from './batchAnswer.ts';
import type { CardAction } from './cardAction.ts';
import { mayDecide } from './mayDecide.ts';

/** Where nobody knows which message shows the batch, because the process died before that was remembered: a new one does. */
function anew(view: BatchView, { conversation }: Turn, { registration, policy }: BotWorld): ActionAnswer {
  const onSent = (activityId: string) =>
    registration.placeCard(view.batch.id, { conversationId: conversation.id, activityId });
  return { kind: 'say', answers: [{ kind: 'card', ...currentCard(view, policy), onSent }] };
}

/** Registers the devices of a draft with the chosen profile. */
export async function registerBatch(
  { batchId, profile, sharedMode, note }: Extract<CardAction, { verb: 'register' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { registration, policy } = world;
  const view = await registration.batch(batchId);
  if (view === undefined) return { kind: 'message', text: unknownBatch };
  const right = await mayDecide(view.batch, turn, world, 'register this file');
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  const outcome = await registration.register({
    batchId,
    profile,
    sharedMode,
    note: note.trim() || undefined,
    actor: turn.sender,
    activityId: turn.activityId,
  });
  switch (outcome.kind) {
    case 'registered':
      return outcome.view.batch.card === undefined ? anew(outcome.view, turn, world) : showBatch(outcome.view, policy);
    case 'alreadyDecided':
      return alreadyDecided(outcome.view, turn, policy);
    case 'refused': {
      const reason = `${outcome.message} ${outcome.remedy}`;
      const card = reportCard(outcome.view.batch, policy, { reason, inputs: { profile, sharedMode, note } });
      return {
        kind: 'replace',
        card,
        summary: reportTitle(outcome.view.batch),
        forEveryone: false,
        about: about.batch(batchId),
      };
    }
    case 'notFound':
      return { kind: 'message', text: unknownBatch };
    default:
      return outcome satisfies never;
  }
}
