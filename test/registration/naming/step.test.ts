import assert from 'node:assert/strict';
import { isOver, type NamingException, type NamingState } from '../../../src/registration/naming/namingException.ts';
import {
  letTimePass,
  type NamingRefusal,
  type NamingStep,
  reminderBefore,
  takeNamingStep,
} from '../../../src/registration/naming/step.ts';
import { buildException } from '../../support/buildException.ts';

const day = 24 * 3_600_000;
const alex = { id: 'alex', name: 'Alex Wilber' };
const nestor = { id: 'nestor', name: 'Nestor Wilke' };
const now = 5 * day;

const steps: Record<NamingStep['kind'], NamingStep> = {
  send: { kind: 'send' },
  approve: { kind: 'approve', comment: 'Fine' },
  deny: { kind: 'deny', comment: 'No' },
  withdraw: { kind: 'withdraw' },
  revoke: { kind: 'revoke', comment: 'Over' },
  extend: { kind: 'extend', lastDay: '1970-02-28', until: 59 * day },
};
const kinds = ['send', 'approve', 'deny', 'withdraw', 'revoke', 'extend'] as const;
type Outcome = NamingState | NamingRefusal;
/** What each step of `kinds` comes to, for who asked and for somebody else. */
const table: Record<NamingState, { requester: Outcome[]; other: Outcome[] }> = {
  draft: {
    requester: ['requested', 'notSent', 'notSent', 'notSent', 'notSent', 'notSent'],
    other: ['notYours', 'notSent', 'notSent', 'notSent', 'notSent', 'notSent'],
  },
  requested: {
    requester: ['alreadyDecided', 'ownRequest', 'ownRequest', 'withdrawn', 'alreadyDecided', 'alreadyDecided'],
    other: ['alreadyDecided', 'approved', 'denied', 'notYours', 'alreadyDecided', 'alreadyDecided'],
  },
  approved: {
    requester: ['alreadyDecided', 'alreadyDecided', 'alreadyDecided', 'alreadyDecided', 'revoked', 'ownRequest'],
    other: ['alreadyDecided', 'alreadyDecided', 'alreadyDecided', 'alreadyDecided', 'revoked', 'approved'],
  },
  denied: { requester: over(), other: over() },
  withdrawn: { requester: over(), other: over() },
  revoked: { requester: over(), other: over() },
  expired: { requester: over(), other: over() },
};

function over(): Outcome[] {
  return kinds.map(() => 'alreadyDecided');
}

function taken(exception: NamingException, kind: NamingStep['kind'], by = nestor, at = now): NamingException {
  const result = takeNamingStep(exception, steps[kind], by, at);
  assert.ok('exception' in result, JSON.stringify(result));
  return result.exception;
}

describe('the steps of a naming exception', () => {
  for (const [state, expected] of Object.entries(table) as [NamingState, (typeof table)[NamingState]][])
    for (const [who, outcomes] of Object.entries(expected))
      it(`${state}, taken by ${who === 'other' ? 'somebody else' : 'who asked'}`, () => {
        const exception = buildException({ state });
        const came = kinds.map((kind): Outcome => {
          const result = takeNamingStep(exception, steps[kind], who === 'other' ? nestor : alex, now);
          return 'refusal' in result ? result.refusal : result.exception.state;
        });
        assert.deepEqual(came, outcomes);
      });

  it('keep who did it, when and why, are counted, and are to be told', () => {
    const requested = taken(buildException({ state: 'draft', revision: 0 }), 'send', alex);
    assert.deepEqual(
      [requested.requestedAt, requested.revision, requested.tellAt, requested.dueAt],
      [now, 1, now, 30 * day],
    );
    const approved = taken(requested, 'approve');
    assert.deepEqual(approved.decision, { by: nestor, at: now, comment: 'Fine' });
    const extended = taken(approved, 'extend', nestor, now + day);
    assert.deepEqual(extended.extension, { by: nestor, at: now + day, before: '1970-01-30' });
    assert.deepEqual(
      [extended.lastDay, extended.until, extended.decision],
      ['1970-02-28', 59 * day, approved.decision],
    );
    const revoked = taken(extended, 'revoke', alex, now + 2 * day);
    assert.deepEqual(revoked.ending, { by: alex, at: now + 2 * day, comment: 'Over' });
    assert.equal(revoked.dueAt, undefined);
    assert.deepEqual(
      revoked.news.map(({ id }) => id),
      ['exception:1:request', 'exception:2:decided', 'exception:3:extended', 'exception:4:revoked'],
    );
  });

  it('come to nothing after the end, which the clock decides', () => {
    for (const [state, kind] of [
      ['draft', 'send'],
      ['requested', 'approve'],
      ['requested', 'deny'],
      ['requested', 'withdraw'],
      ['approved', 'revoke'],
      ['approved', 'extend'],
    ] as const) {
      const by = kind === 'send' || kind === 'withdraw' ? alex : nestor;
      assert.deepEqual(takeNamingStep(buildException({ state }), steps[kind], by, 30 * day), { refusal: 'pastEnd' });
    }
  });

  it('only ever make an exception longer', () => {
    const approved = buildException({ state: 'approved' });
    for (const until of [20 * day, 30 * day])
      assert.deepEqual(takeNamingStep(approved, { kind: 'extend', lastDay: 'x', until }, nestor, now), {
        refusal: 'notLater',
      });
  });

  it('leave what they were given as it was', () => {
    const exception = Object.freeze(buildException({ state: 'requested', news: [] }));
    taken(exception, 'approve');
    assert.deepEqual(exception, buildException({ state: 'requested' }));
  });
});

describe('the time of a naming exception', () => {
  const approved = taken(buildException(), 'approve');
  const reminder = 30 * day - reminderBefore;

  it('comes when it is due', () => {
    assert.equal(approved.dueAt, reminder);
    assert.equal(letTimePass(approved, reminder - 1), approved);
    const reminded = letTimePass(approved, reminder);
    assert.deepEqual([reminded.state, reminded.remindedAt, reminded.dueAt], ['approved', reminder, 30 * day]);
    assert.deepEqual(reminded.news.at(-1)?.kind, 'ending');
    assert.equal(letTimePass(reminded, 30 * day - 1), reminded);
    const expired = letTimePass(reminded, 30 * day);
    assert.deepEqual([expired.state, expired.ending, expired.dueAt], ['expired', { at: 30 * day }, undefined]);
    assert.equal(letTimePass(expired, 60 * day), expired);
  });

  it('reminds again after an extension, a week before the new end', () => {
    const extended = taken(letTimePass(approved, reminder), 'extend', nestor, reminder + 1);
    assert.deepEqual([extended.remindedAt, extended.dueAt], [undefined, 59 * day - reminderBefore]);
  });

  it('reminds nobody of one that is shorter than a week: everybody has just heard of it', () => {
    assert.equal(taken(buildException({ until: 8 * day }), 'approve').dueAt, 8 * day);
  });

  it('ends a request that nobody decided, without a reminder', () => {
    const requested = buildException();
    assert.equal(letTimePass(requested, 29 * day), requested);
    assert.equal(letTimePass(requested, 30 * day).state, 'expired');
  });

  it('goes back where a clock that went ahead is put right: nobody is told again, and cards are drawn again', () => {
    for (const before of [approved, buildException({ state: 'requested', dueAt: 30 * day })]) {
      const expired = letTimePass(letTimePass(before, reminder), 31 * day);
      assert.equal(expired.state, 'expired');
      const again = letTimePass(expired, now + day);
      const { revision, tellAt, news, ...rest } = again;
      const { revision: _, tellAt: __, news: told, ...expected } = before;
      assert.deepEqual(JSON.parse(JSON.stringify(rest)), JSON.parse(JSON.stringify(expected)));
      assert.deepEqual([revision, tellAt], [expired.revision + 1, now + day]);
      assert.deepEqual(
        news.filter(({ kind }) => kind !== 'ending'),
        told,
      );
      assert.equal(letTimePass(again, now + day), again);
    }
  });

  it('does not bring back what somebody ended', () => {
    const revoked = taken(approved, 'revoke', nestor, 29 * day);
    assert.equal(letTimePass(revoked, now), revoked);
  });

  it('passes by drafts and by what is over', () => {
    for (const state of ['draft', 'denied', 'withdrawn', 'revoked', 'expired'] as const) {
      const exception = buildException({ state });
      assert.equal(letTimePass(exception, 99 * day), exception);
      assert.equal(isOver(exception), state !== 'draft');
    }
  });
});
