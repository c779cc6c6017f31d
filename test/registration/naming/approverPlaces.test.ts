import assert from 'node:assert/strict';
import { addressAgain } from '../../../src/registration/naming/addressRequest.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { alex, exceptionStage, nestor } from '../../support/exceptionStage.ts';

describe('who may decide about naming exceptions', () => {
  const stage = exceptionStage();
  const { step, send, deliver, chat, stored, subscribeApprovals, shownIn, shownTo } = stage;

  describe('its way to whoever decides', () => {
    it('is the channel about approvals', async () => {
      await chat('nestor');
      const channel = { name: 'IT', subscribedBy: nestor, subscribedAt: 0, threads: {} };
      await stage.world.store.create('channels', { id: 'digests only', ...channel });
      await stage.world.store.create('channels', { id: 'approvals', about: 'approvals', ...channel });
      await send();
      await deliver();
      assert.deepEqual(
        stage.world.courier.namingCards.map(({ place, isNew }) => [place.conversationId, place.reader, isNew]),
        [
          ['alexs chat', 'requester', false],
          ['approvals', 'approver', true],
        ],
      );
    });

    it('is no chat of a guest, or of an account that is switched off, whatever group they are in', async () => {
      await chat('nestor');
      await chat('grady');
      stage.world.directory.userStanding = async (id) => (id === 'nestor' ? 'guest' : 'disabled');
      await send();
      await deliver();
      const told = stage.world.courier.namingCards.map(({ place }) => place.conversationId);
      assert.deepEqual([...new Set(told)], ['alexs chat']);
    });

    it('is each approver’s chat where there is none, but never the requester’s; who was not met is named', async () => {
      await chat('alex', 'alexs other chat');
      await chat('nestor');
      const id = await send();
      await deliver();
      await deliver();
      assert.deepEqual(
        [...new Set(stage.world.courier.namingCards.map(({ place }) => place.conversationId))],
        ['alexs chat', 'nestors chat'],
      );
      assert.deepEqual((await stored(id)).unreached, ['Grady Archie']);
      assert.equal((await stored(id)).tellAt, undefined);
    });

    it('is a card of its own where somebody asked in the very chat', async () => {
      const channel = { name: 'IT', subscribedBy: nestor, subscribedAt: 0, threads: {} };
      await stage.world.store.create('channels', { id: 'alexs chat', about: 'both', ...channel });
      const id = await send();
      await deliver();
      await step(id, { kind: 'deny' });
      await deliver();
      const shown = stage.world.courier.namingCards.map(({ place, activityId }) => [place.reader, activityId]);
      assert.deepEqual(shown, [
        ['requester', 'preview'],
        ['approver', 'naming-2'],
        ['requester', 'preview'],
        ['approver', 'naming-2'],
      ]);
      assert.equal(stage.world.courier.namingNews.length, 1);
    });

    it('is found later, when a channel says so or an approver first meets Preflight', async () => {
      const id = await send();
      await deliver();
      assert.deepEqual((await stored(id)).unreached, ['Nestor Wilke', 'Grady Archie']);
      await chat('nestor');
      await addressAgain(stage.world);
      await deliver();
      assert.ok(shownIn('nestors chat'));
      await subscribeApprovals();
      await addressAgain(stage.world);
      await addressAgain(stage.world);
      await deliver();
      await deliver();
      assert.equal(stage.world.courier.namingCards.filter(({ isNew }) => isNew).length, 2);
      assert.deepEqual(shownTo('requester')?.exception.unreached, []);
    });

    it('is nobody’s where only the requester may decide, whatever is subscribed', async () => {
      stage.approvers = [alex];
      await subscribeApprovals();
      const id = await send();
      await deliver();
      assert.equal((await stored(id)).nobody, true);
      assert.equal(shownTo('requester')?.exception.nobody, true);
    });

    it('keeps nobody from being told of a decision while it cannot be found', async () => {
      const facts = { kind: 'forbidden', status: 403, code: 'Authorization_RequestDenied', outcome: 'none' } as const;
      stage.refusal = new ServiceError('no', { ...facts, permission: 'GroupMember.ReadWrite.All' });
      const id = await send();
      await deliver();
      const [notice] = (await stage.world.store.query('notices', { limit: 5 })).items;
      assert.match(notice?.sentence ?? '', /cannot read who the approvers are/);
      await step(id, { kind: 'approve' });
      await deliver();
      assert.equal(shownTo('requester')?.exception.state, 'approved');
      assert.deepEqual(stage.world.courier.namingNews, [{ news: 'decided', conversationId: 'alexs chat' }]);
      assert.equal((await stored(id)).tellAt, undefined);
    });

    it('is not looked for any more when the request was withdrawn meanwhile', async () => {
      await chat('nestor');
      stage.refusal = new ServiceError('away', { kind: 'unavailable', status: 503, code: 'x', outcome: 'none' });
      const id = await send();
      await deliver();
      await step(id, { kind: 'withdraw' }, alex);
      stage.refusal = undefined;
      await stage.world.clock.advance(3_600_000);
      await deliver();
      assert.equal(shownIn('nestors chat'), undefined);
    });

    it('waits while the directory cannot be asked', async () => {
      await chat('nestor');
      const facts = { kind: 'unavailable', status: 503, code: 'x', outcome: 'none' } as const;
      stage.refusal = new ServiceError('away', facts);
      const id = await send();
      await deliver();
      assert.ok(((await stored(id)).tellAt ?? 0) > stage.world.clock.now());
      stage.refusal = undefined;
      await stage.world.clock.advance(3_600_000);
      await deliver();
      assert.ok(stage.world.courier.namingCards.some(({ place }) => place.conversationId === 'nestors chat'));
    });
  });
});
