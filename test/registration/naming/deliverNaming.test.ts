import assert from 'node:assert/strict';
import { reopenAudience } from '../../../src/registration/announcements/reopenAudience.ts';
import { addressAgain } from '../../../src/registration/naming/addressRequest.ts';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { DeliveryError } from '../../../src/registration/ports/courier.ts';
import { exceptionStage } from '../../support/exceptionStage.ts';

describe('deliveries of naming exceptions that fail', () => {
  const stage = exceptionStage();
  const { device, step, send, approved, deliver, chat, stored, subscribeApprovals, shownIn, shownTo } = stage;

  describe('deliveries that fail', () => {
    it('are tried again, and a chat that is gone holds up no other', async () => {
      await chat('nestor');
      await chat('grady');
      const id = await send();
      let tries = 0;
      stage.world.courier.trouble = (_what, conversationId) => {
        if (conversationId === 'nestors chat') throw new DeliveryError('removed', 'gone');
        if (conversationId === 'gradys chat' && tries++ === 0) throw new DeliveryError('busy', 'later', 60_000);
      };
      await deliver();
      await deliver();
      assert.equal(tries, 1);
      assert.equal((await stored(id)).tellAt, stage.world.clock.now() + 60_000);
      await stage.world.clock.advance(60_000);
      await deliver();
      const states = (await stored(id)).cards.map(({ conversationId, state }) => [conversationId, state]);
      assert.deepEqual(states, [
        ['alexs chat', 'sent'],
        // It waits there for the day when he can be told.
        ['nestors chat', 'waiting'],
        ['gradys chat', 'sent'],
      ]);
      // His chat is not counted on any more, and Alex is told.
      assert.deepEqual((await stored(id)).unreached, ['Nestor Wilke']);
      assert.deepEqual(shownTo('requester')?.exception.unreached, ['Nestor Wilke']);
    });

    it('fall back to the approvers’ chats when their channel is gone, now and later', async () => {
      await chat('nestor');
      await subscribeApprovals();
      stage.world.courier.trouble = (_what, conversationId) => {
        if (conversationId === 'approvals') throw new DeliveryError('removed', 'gone');
      };
      await send();
      for (const _ of [1, 2, 3]) await deliver();
      assert.ok(shownIn('nestors chat'));
      assert.equal((await stage.world.store.get('unreachedAudiences', 'approvals'))?.kind, 'refused');
      stage.world.courier.trouble = undefined;
      stage.world.courier.namingCards.length = 0;
      await send();
      await deliver();
      assert.ok(shownIn('nestors chat'));
      assert.equal(shownIn('approvals'), undefined);
    });

    it('are made in a channel that was gone, as soon as somebody writes there', async () => {
      await subscribeApprovals();
      stage.world.courier.trouble = (_what, conversationId) => {
        if (conversationId === 'approvals') throw new DeliveryError('removed', 'gone');
      };
      const id = await send();
      for (const _ of [1, 2, 3]) await deliver();
      assert.deepEqual((await stored(id)).unreached, ['Nestor Wilke', 'Grady Archie']);
      stage.world.courier.trouble = undefined;
      assert.equal(await reopenAudience('approvals;messageid=7', stage.world), true);
      assert.equal(await addressAgain(stage.world), true);
      for (const _ of [1, 2]) await deliver();
      assert.equal(shownIn('approvals')?.exception.id, id);
      assert.deepEqual(
        (await stored(id)).cards.map(({ conversationId, state }) => [conversationId, state]),
        [
          ['alexs chat', 'sent'],
          ['approvals', 'sent'],
        ],
      );
    });

    it('are posted anew where somebody deleted the message, and stop no channel for that', async () => {
      await subscribeApprovals();
      const id = await send();
      await deliver();
      const first = (await stored(id)).cards.find(({ reader }) => reader === 'approver')?.activityId;
      let gone = 0;
      stage.world.courier.trouble = (what, conversationId) => {
        if (what === 'card' && conversationId === 'approvals' && gone++ < 3)
          throw new DeliveryError('deleted', 'missing');
      };
      await step(id, { kind: 'approve' });
      for (const _ of [1, 2, 3, 4]) {
        await deliver();
        await stage.world.clock.advance(60_000);
      }
      const card = (await stored(id)).cards.find(({ reader }) => reader === 'approver');
      assert.equal(card?.state, 'sent');
      assert.notEqual(card?.activityId, first);
      assert.equal(shownIn('approvals')?.exception.state, 'approved');
      assert.equal((await stage.world.store.get('channels', 'approvals'))?.stoppedBecause, undefined);
    });

    it('miss no channel that is subscribed while the approvers are read', async () => {
      const id = await send();
      const { directory } = stage.world;
      let asked = 0;
      stage.world.directory = {
        ...directory,
        async usersOf(groupId) {
          if (asked++ === 0) {
            await subscribeApprovals();
            await addressAgain(stage.world);
          }
          return directory.usersOf(groupId);
        },
      };
      for (const _ of [1, 2]) await deliver();
      assert.equal(shownIn('approvals')?.exception.id, id);
      assert.deepEqual((await stored(id)).unreached, []);
    });

    it('edit nothing when somebody is looked for and nothing has changed', async () => {
      await device('5CG1234');
      await chat('nestor');
      await chat('grady');
      for (let count = 0; count < 3; count += 1) {
        await approved();
        await send();
      }
      for (const _ of [1, 2, 3]) await deliver();
      stage.world.courier.namingCards.length = 0;
      await addressAgain(stage.world);
      for (const _ of [1, 2]) await deliver();
      assert.deepEqual(stage.world.courier.namingCards, []);
    });

    it('hold up nobody but themselves where they cannot even be tried', async () => {
      await chat('nestor');
      const broken = await send();
      const spoilt = { ...(await stored(broken)), requester: {}, cards: [{}], news: [{}], wanted: {}, scope: {} };
      await stage.world.store.replace('namingExceptions', spoilt as unknown as NamingException);
      const id = await send();
      for (const _ of [1, 2]) await deliver();
      assert.equal((await stored(id)).cards.length, 2);
      assert.ok(((await stored(broken)).tellAt ?? 0) > stage.world.clock.now());
    });

    it('leave a card to the process that is posting it', async () => {
      await chat('nestor');
      await send();
      await Promise.all([deliver(), deliver(), deliver()]);
      const posted = stage.world.courier.namingCards.filter(({ isNew }) => isNew);
      assert.equal(posted.length, 1);
    });
  });
});
