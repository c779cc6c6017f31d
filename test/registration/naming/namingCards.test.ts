import assert from 'node:assert/strict';
import { createNaming } from '../../../src/registration/naming/createNaming.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { alex, exceptionStage, nestor } from '../../support/exceptionStage.ts';
import { followNothing, unnamed } from '../../support/followNothing.ts';

describe('cards of naming exceptions', () => {
  const stage = exceptionStage();
  const { device, draft, step, send, deliver, chat, stored, shownTo } = stage;

  describe('what people see of it', () => {
    const naming = () => createNaming({ ...stage.world, ...unnamed }, defaultPolicy, followNothing);

    it('is drawn anew when another exception of the same devices changes', async () => {
      await device('5CG1234');
      await chat('nestor');
      const first = await send();
      await deliver();
      assert.deepEqual(shownTo('approver')?.overlaps, []);
      const second = await send({ scope: { kind: 'devices', deviceIds: ['DELL|5CG1234'] } });
      for (const _ of [1, 2]) await deliver();
      const seen = (id: string) =>
        stage.world.courier.namingCards
          .findLast(({ view }) => view.exception.id === id)
          ?.view.overlaps.map(({ exception }) => [exception.id, exception.state]);
      assert.deepEqual(seen(first), [[second, 'requested']]);
      await step(second, { kind: 'approve' });
      for (const _ of [1, 2]) await deliver();
      assert.deepEqual(seen(first), [[second, 'approved']]);
      stage.world.courier.namingCards.length = 0;
      for (const _ of [1, 2, 3]) await deliver();
      assert.deepEqual(stage.world.courier.namingCards, []);
    });

    it('is edited in the messages that people asked for, too, and told in none of them', async () => {
      await chat('nestor');
      const id = await send();
      await deliver();
      for (const activityId of ['copy-1', 'copy-2'])
        await naming().cardShown({ id, conversationId: 'nestors chat', activityId, reader: 'approver' });
      await step(id, { kind: 'approve' });
      await deliver();
      const edited = stage.world.courier.namingCards.filter(({ view }) => view.exception.state === 'approved');
      assert.deepEqual(
        edited.map(({ activityId }) => activityId),
        ['preview', 'naming-2', 'copy-1', 'copy-2'],
      );
      assert.equal(stage.world.courier.namingNews.length, 2);
      for (let more = 0; more < 40; more += 1)
        await naming().cardShown({ id, conversationId: 'nestors chat', activityId: `m${more}`, reader: 'approver' });
      assert.equal((await stored(id)).cards.length, 22);
    });

    it('says which of two applies once the other is approved, too', async () => {
      await device('5CG1234');
      const [first, second] = [await send(), await send()];
      await step(first, { kind: 'approve' });
      const view = await naming().exception(first);
      assert.deepEqual(
        view?.overlaps.map(({ exception, wins }) => [exception.id, wins]),
        [[second, 'other']],
      );
    });

    it('is followed at once by its delivery, and by a look at the templates where another name applies', async () => {
      const followed: string[] = [];
      const follow = { deliver: () => followed.push('deliver'), names: () => followed.push('names') };
      const acting = createNaming({ ...stage.world, ...unnamed }, defaultPolicy, follow);
      const { exception } = await draft();
      const take = (kind: 'send' | 'approve' | 'revoke', actor: typeof alex) =>
        acting.step({ id: exception.id, step: { kind }, actor, activityId: kind });
      await take('send', alex);
      await take('approve', alex);
      assert.deepEqual(followed, ['deliver']);
      await take('approve', nestor);
      await take('revoke', nestor);
      assert.deepEqual(followed, ['deliver', 'deliver', 'names', 'deliver', 'names']);
    });

    it('ends with a draft that is dropped or changed, and only its writer does that', async () => {
      const { exception } = await draft();
      assert.equal(await naming().drop({ id: exception.id, actor: nestor }), false);
      assert.equal(await naming().drop({ id: exception.id, actor: alex }), true);
      assert.deepEqual(await step(exception.id, { kind: 'send' }, alex), { kind: 'notFound' });
      const changed = (await draft()).exception.id;
      assert.equal(await naming().reopen({ id: changed, actor: nestor }), false);
      assert.equal(await naming().reopen({ id: changed, actor: alex }), true);
      const outcome = await step(changed, { kind: 'send' }, alex);
      assert.ok(outcome.kind === 'refused' && outcome.reason === 'superseded');
      const id = await send();
      assert.equal(await naming().drop({ id, actor: alex }), false);
    });
  });
});
