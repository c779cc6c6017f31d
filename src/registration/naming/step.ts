import { isSamePerson, type Person } from '../person.ts';
import { isInForce, type NamingException, type NamingNews, type NamingState } from './namingException.ts';

/** What somebody wants to do to an exception. */
export type NamingStep =
  | { kind: 'send' }
  | { kind: 'approve' | 'deny'; comment?: string | undefined }
  | { kind: 'withdraw' }
  | { kind: 'revoke'; comment?: string | undefined }
  /** `until`: the end of `lastDay`. */
  | { kind: 'extend'; lastDay: string; until: number };

/** Why it is not done. */
export type NamingRefusal =
  /** Somebody was first, or it is over: the exception tells who and when. */
  | 'alreadyDecided'
  | 'notSent'
  /** A draft that its writer changed: another took its place. */
  | 'superseded'
  | 'ownRequest'
  | 'notYours'
  /** It ended, or would end before it begins. */
  | 'pastEnd'
  /** It ends then already, or later. */
  | 'notLater';

export type NamingStepResult = { exception: NamingException } | { refusal: NamingRefusal };

/** In which states each step can be taken. */
const from: Readonly<Record<NamingStep['kind'], NamingState>> = {
  send: 'draft',
  approve: 'requested',
  deny: 'requested',
  withdraw: 'requested',
  revoke: 'approved',
  extend: 'approved',
};

/** A week before it ends, people are reminded. Milliseconds. */
export const reminderBefore = 7 * 24 * 3_600_000;

/**
 * One step of an exception, as data: the only place where its state changes by what people do. Roles are checked by the caller; that nobody
 * decides about a request of their own is checked here, because it follows from the record.
 */
export function takeNamingStep(
  exception: NamingException,
  step: NamingStep,
  by: Person,
  now: number,
): NamingStepResult {
  const refusal = whyNot(exception, step, by, now);
  if (refusal !== undefined) return { refusal };
  const act = { by, at: now };
  switch (step.kind) {
    case 'send':
      return {
        exception: changed({ ...exception, state: 'requested', requestedAt: now, dueAt: exception.until }, now, [
          'request',
        ]),
      };
    case 'approve': {
      const decision = { ...act, comment: step.comment };
      const dueAt = nextDue({ ...exception, state: 'approved' }, now);
      return { exception: changed({ ...exception, state: 'approved', decision, dueAt }, now, ['decided']) };
    }
    case 'deny': {
      const decision = { ...act, comment: step.comment };
      return { exception: changed({ ...exception, state: 'denied', decision, dueAt: undefined }, now, ['decided']) };
    }
    case 'withdraw':
      return {
        exception: changed({ ...exception, state: 'withdrawn', ending: act, dueAt: undefined }, now, ['withdrawn']),
      };
    case 'revoke': {
      const ending = { ...act, comment: step.comment };
      return { exception: changed({ ...exception, state: 'revoked', ending, dueAt: undefined }, now, ['revoked']) };
    }
    case 'extend': {
      const { lastDay, until } = step;
      const extension = { ...act, before: exception.lastDay };
      const later = { ...exception, lastDay, until, extension, remindedAt: undefined };
      return { exception: changed({ ...later, dueAt: nextDue(later, now) }, now, ['extended']) };
    }
    default:
      return step satisfies never;
  }
}

/**
 * What happens to an exception by itself: a reminder a week before its end, and its end. One that ended by a clock that went ahead and was
 * put right goes on as what it was; nobody is told but by its cards. The same exception when nothing happens.
 */
export function letTimePass(exception: NamingException, now: number): NamingException {
  const { state, until, remindedAt } = exception;
  if (endedEarly(exception, now)) return goingOn(exception, now);
  if (state !== 'approved' && state !== 'requested') return exception;
  if (now >= until) {
    return changed({ ...exception, state: 'expired', ending: { at: now }, dueAt: undefined }, now, ['expired']);
  }
  if (state === 'approved' && remindedAt === undefined && now >= until - reminderBefore) {
    return changed({ ...exception, remindedAt: now, dueAt: until }, now, ['ending']);
  }
  return exception;
}

/** Whether only a clock that went ahead has ended it. */
export function endedEarly({ state, until }: Pick<NamingException, 'state' | 'until'>, now: number): boolean {
  return state === 'expired' && now < until;
}

function goingOn(exception: NamingException, now: number): NamingException {
  const { decision, until, remindedAt = now } = exception;
  const again: NamingException = {
    ...exception,
    state: decision === undefined ? 'requested' : 'approved',
    ending: undefined,
    // A reminder of the same clock came too early, too.
    remindedAt: remindedAt > now ? undefined : exception.remindedAt,
    news: exception.news.filter(({ kind }) => kind !== 'expired'),
  };
  return changed({ ...again, dueAt: decision === undefined ? until : nextDue(again, now) }, now, []);
}

function whyNot(exception: NamingException, step: NamingStep, by: Person, now: number): NamingRefusal | undefined {
  const { state, until, requester } = exception;
  const isOwn = isSamePerson(by, requester);
  if (state === 'draft' && step.kind !== 'send') return 'notSent';
  if (exception.isSuperseded === true) return 'superseded';
  if (state !== from[step.kind]) return 'alreadyDecided';
  if ((step.kind === 'send' || step.kind === 'withdraw') && !isOwn) return 'notYours';
  if ((step.kind === 'approve' || step.kind === 'deny' || step.kind === 'extend') && isOwn) return 'ownRequest';
  if (now >= until) return 'pastEnd';
  if (step.kind === 'extend' && (!isInForce(exception, now) || step.until <= until)) return 'notLater';
  return undefined;
}

/** The reminder, or where that is over the end. */
function nextDue({ until, remindedAt }: NamingException, now: number): number {
  const reminder = until - reminderBefore;
  return remindedAt === undefined && reminder > now ? reminder : until;
}

function changed(exception: NamingException, now: number, kinds: readonly NamingNews[]): NamingException {
  const revision = exception.revision + 1;
  const news = kinds.map((kind) => ({ id: `${exception.id}:${revision}:${kind}`, kind, at: now }));
  return { ...exception, revision, news: [...exception.news, ...news], tellAt: now };
}
