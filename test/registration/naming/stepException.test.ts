import assert from 'node:assert/strict';
import { readNameReason } from '../../../src/registration/naming/nameReason.ts';
import { stepException } from '../../../src/registration/naming/stepException.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import type { Store } from '../../../src/registration/ports/store.ts';
import { alex, exceptionStage, grady, nestor } from '../../support/exceptionStage.ts';

/** A `create` that works for the entries saying that something was asked for, and for nothing that comes after. */
function ofAudit(what: string, works: Store, dies: Store): Store['create'] {
  return (collection, record) =>
    collection === 'audit' && !('action' in record && String(record.action).startsWith(what))
      ? dies.create(collection, record)
      : works.create(collection, record);
}

describe('decisions about naming exceptions', () => {
  const stage = exceptionStage();
  const { device, dayFromNow, draft, step, send, approved, deliver, chat, stored, subscribeApprovals } = stage;

  describe('a decision', () => {
    it('shows on every card and is told once, whatever is delivered twice', async () => {
      await chat('nestor');
      const id = await send();
      await deliver();
      stage.world.courier.namingCards.length = 0;
      await step(id, { kind: 'approve', comment: ' Fine ' });
      for (const _ of [1, 2, 3]) await deliver();
      assert.deepEqual(
        stage.world.courier.namingCards.map(({ place, view, isNew }) => [place.reader, view.exception.state, isNew]),
        [
          ['requester', 'approved', false],
          ['approver', 'approved', false],
        ],
      );
      assert.deepEqual(
        stage.world.courier.namingNews.map(({ news, conversationId }) => [news, conversationId]),
        [
          ['decided', 'alexs chat'],
          ['decided', 'nestors chat'],
        ],
      );
      assert.equal((await stored(id)).decision?.comment, 'Fine');
    });

    it('is the first of two at the same moment; the other learns who was first', async () => {
      const id = await send();
      const outcomes = await Promise.all([
        step(id, { kind: 'approve' }, nestor, 'one'),
        step(id, { kind: 'deny' }, grady, 'two'),
      ]);
      assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['done', 'refused']);
      const lost = outcomes.find((outcome) => outcome.kind === 'refused');
      assert.ok(lost?.kind === 'refused' && lost.reason === 'alreadyDecided');
      assert.equal(lost.view.exception.decision?.by.id, (await stored(id)).decision?.by.id);
    });

    it('is in the audit although the process died right after it', async () => {
      const id = await send();
      const { store } = stage.world;
      const dying = { ...store, create: async () => Promise.reject(new Error('killed')) } as typeof store;
      const asked = { ...stage.world, store: { ...dying, create: ofAudit('asked', store, dying) } };
      await assert.rejects(
        stepException({ id, step: { kind: 'approve' }, actor: nestor, activityId: 'click' }, asked, defaultPolicy),
      );
      assert.equal((await stored(id)).state, 'approved');
      await deliver();
      const entries = await Array.fromAsync(everyRecord(store, 'audit', { equals: { subject: id } }));
      assert.equal(entries.filter(({ action }) => action === 'approvedNamingException').length, 1);
      assert.equal((await stored(id)).effects, undefined);
    });

    it('is told once in a channel, in the thread where somebody asked', async () => {
      await subscribeApprovals();
      const { exception } = await draft();
      const card = { conversationId: 'approvals;messageid=1', activityId: 'preview' };
      await stepException(
        { id: exception.id, step: { kind: 'send' }, actor: alex, activityId: 'send', card },
        stage.world,
        defaultPolicy,
      );
      await deliver();
      await step(exception.id, { kind: 'approve' });
      await deliver();
      assert.equal(stage.world.courier.namingNews.length, 1);
    });

    it('is never the requester’s own', async () => {
      const id = await send();
      for (const kind of ['approve', 'deny'] as const) {
        const outcome = await step(id, { kind }, alex);
        assert.ok(outcome.kind === 'refused' && outcome.reason === 'ownRequest');
      }
    });

    it('is not taken a second time by a replayed click', async () => {
      const id = await approved();
      const before = await stored(id);
      const outcome = await step(id, { kind: 'approve' });
      assert.ok(outcome.kind === 'refused' && outcome.reason === 'alreadyDecided');
      assert.deepEqual(await stored(id), before);
    });

    it('comes too late when the request has ended', async () => {
      const id = await send({ lastDay: dayFromNow(1) });
      await stage.world.clock.advance(3 * 86_400_000);
      const outcome = await step(id, { kind: 'approve' });
      assert.ok(outcome.kind === 'refused' && outcome.reason === 'pastEnd');
    });

    it('is in the audit with who, why and from which message, before and after', async () => {
      const id = await send();
      await step(id, { kind: 'approve', comment: 'Fine' });
      await step(id, { kind: 'extend', lastDay: dayFromNow(60) });
      await step(id, { kind: 'revoke', comment: 'Over' });
      const entries = await Array.fromAsync(everyRecord(stage.world.store, 'audit', { equals: { subject: id } }));
      assert.deepEqual(entries.map(({ action }) => action).sort(), [
        'approvedNamingException',
        'askedForNamingException',
        'askedToApproveNamingException',
        'askedToExtendNamingException',
        'askedToRevokeNamingException',
        'extendedNamingException',
        'revokedNamingException',
        'sentNamingException',
      ]);
      const asked = entries.find(({ action }) => action === 'askedToApproveNamingException');
      assert.deepEqual([asked?.actor, asked?.activityId, asked?.detail['comment']], [nestor, 'click', 'Fine']);
    });
  });

  describe('in force', () => {
    it('names devices until it is revoked', async () => {
      await device('5CG1234', { deviceName: 'OWN-NAME' });
      const reason = () => readNameReason('DELL|5CG1234', stage.world, defaultPolicy);
      assert.deepEqual([(await reason())?.rule.source, (await reason())?.follows], ['convention', 'no']);
      const id = await approved();
      assert.deepEqual([(await reason())?.rule.source, (await reason())?.follows], ['exception', 'yes']);
      await step(id, { kind: 'revoke' });
      assert.equal((await reason())?.rule.source, 'convention');
    });

    it('ends by the clock, although no job has noted it', async () => {
      await device('5CG1234', { deviceName: 'OWN-NAME' });
      await approved({ lastDay: dayFromNow(1) });
      await stage.world.clock.advance(3 * 86_400_000);
      assert.equal((await readNameReason('DELL|5CG1234', stage.world, defaultPolicy))?.rule.source, 'convention');
    });

    it('is extended to a later day only', async () => {
      const id = await approved({ lastDay: dayFromNow(30) });
      for (const lastDay of [dayFromNow(30), dayFromNow(10)]) {
        const outcome = await step(id, { kind: 'extend', lastDay });
        assert.ok(outcome.kind === 'refused' && outcome.reason === 'notLater', lastDay);
      }
      assert.equal((await step(id, { kind: 'extend', lastDay: 'x' })).kind, 'invalid');
      const outcome = await step(id, { kind: 'extend', lastDay: dayFromNow(90) });
      assert.ok(outcome.kind === 'done' && outcome.view.exception.extension?.before === dayFromNow(30));
    });
  });
});
