import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { auditRequest } from '../writeAudit.ts';
import { longestReason } from './draftException.ts';
import { auditEffects } from './effects.ts';
import { readLastDay } from './lastDay.ts';
import type { AskedStep, Naming, NamingOutcome } from './naming.ts';
import type { NamingCard, NamingEffect, NamingException } from './namingException.ts';
import { readNamingView } from './readNamingView.ts';
import { type NamingStep, takeNamingStep } from './step.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;
type Request = Parameters<Naming['step']>[0];

/** Takes a step of an exception as it is now, whatever a card showed. Of two at the same moment one is stored first, and the other learns of it. */
export async function stepException(request: Request, world: World, policy: Policy): Promise<NamingOutcome> {
  const { store, clock } = world;
  const before = await store.get('namingExceptions', request.id);
  if (before === undefined) return { kind: 'notFound' };
  const view = (exception: NamingException) => readNamingView(exception, world, policy);
  const step = readStep(request.step, before, clock.now(), policy);
  if ('problem' in step) return { kind: 'invalid', message: step.problem, view: await view(before) };
  const result = takeNamingStep(before, step, request.actor, clock.now());
  if ('refusal' in result) return { kind: 'refused', reason: result.refusal, view: await view(before) };
  await auditRequest(world, {
    actor: request.actor,
    action: asked[step.kind],
    subject: before.id,
    detail: detailOf(step, before),
    activityId: request.activityId,
  });
  const after = step.kind === 'send' ? withRequestersCard(result.exception, request.card) : result.exception;
  const { state, lastDay, revision } = after;
  const effect: NamingEffect = {
    id: `${before.id}:${revision}`,
    action: done[step.kind],
    by: request.actor,
    at: clock.now(),
    detail: { state, lastDay },
    activityId: request.activityId,
  };
  const stored = await store.replace('namingExceptions', { ...after, effects: [...(after.effects ?? []), effect] });
  if (stored === undefined) return stepException(request, world, policy);
  // Should this process die here, the delivery writes it.
  await auditEffects(stored, store);
  return { kind: 'done', view: await view(stored) };
}

function readStep(
  step: AskedStep,
  { until }: NamingException,
  now: number,
  policy: Policy,
): NamingStep | { problem: string } {
  if (step.kind === 'extend') {
    const reading = readLastDay(step.lastDay, now, policy.naming.longestException);
    // What ends earlier than it does now is told apart by the step itself.
    return 'problem' in reading && now < until ? reading : { kind: 'extend', ...lastDayOf(reading, step.lastDay) };
  }
  if (!('comment' in step)) return step;
  const comment = step.comment?.trim().slice(0, longestReason);
  return { ...step, comment: comment === '' ? undefined : comment };
}

function lastDayOf(reading: ReturnType<typeof readLastDay>, written: string): { lastDay: string; until: number } {
  return 'problem' in reading ? { lastDay: written, until: 0 } : reading;
}

const asked: Record<NamingStep['kind'], string> = {
  send: 'askedForNamingException',
  approve: 'askedToApproveNamingException',
  deny: 'askedToDenyNamingException',
  withdraw: 'askedToWithdrawNamingException',
  revoke: 'askedToRevokeNamingException',
  extend: 'askedToExtendNamingException',
};

const done: Record<NamingStep['kind'], string> = {
  send: 'sentNamingException',
  approve: 'approvedNamingException',
  deny: 'deniedNamingException',
  withdraw: 'withdrewNamingException',
  revoke: 'revokedNamingException',
  extend: 'extendedNamingException',
};

function detailOf(step: NamingStep, { scope, wanted, reason, lastDay, requester }: NamingException) {
  const comment = 'comment' in step ? { comment: step.comment } : {};
  const extended = step.kind === 'extend' ? { newLastDay: step.lastDay } : {};
  return { scope, wanted, reason, lastDay, requester, ...comment, ...extended };
}

/** The card that was clicked goes on as the requester's. Where nobody knows which that was, a new one is posted. */
function withRequestersCard(exception: NamingException, place: Request['card']): NamingException {
  if (place === undefined) return exception;
  const card: NamingCard = {
    conversationId: place.conversationId,
    reader: 'requester',
    state: 'sent',
    activityId: place.activityId,
    attempts: 1,
  };
  return { ...exception, cards: [card, ...exception.cards.filter(({ reader }) => reader !== 'requester')] };
}
