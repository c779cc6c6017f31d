import assert from 'node:assert/strict';
import { deliverDigests } from '../../../src/registration/announcements/deliver.ts';
import { housekeeping } from '../../../src/registration/batches/housekeeping.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { addressAgain } from '../../../src/registration/naming/addressRequest.ts';
import { createNaming } from '../../../src/registration/naming/createNaming.ts';
import { deliverNaming } from '../../../src/registration/naming/deliverNaming.ts';
import { draftException } from '../../../src/registration/naming/draftException.ts';
import { readNameReason } from '../../../src/registration/naming/nameReason.ts';
import type { AskedStep, NamingDraft } from '../../../src/registration/naming/naming.ts';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { stepException } from '../../../src/registration/naming/stepException.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { DeliveryError } from '../../../src/registration/ports/courier.ts';
import type { Directory } from '../../../src/registration/ports/directory.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import type { Store } from '../../../src/registration/ports/store.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { unnamed } from '../../support/followNothing.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const alex = { id: 'alex', name: 'Alex Wilber' };
const nestor = { id: 'nestor', name: 'Nestor Wilke' };
const grady = { id: 'grady', name: 'Grady Archie' };

/** A `create` that works for the entries saying that something was asked for, and for nothing that comes after. */
function ofAudit(what: string, works: Store, dies: Store): Store['create'] {
  return (collection, record) =>
    collection === 'audit' && !('action' in record && String(record.action).startsWith(what))
      ? dies.create(collection, record)
      : works.create(collection, record);
}

describe('naming exceptions', () => {
  let world: ReturnType<typeof memoryWorld> & { directory: Directory };
  let approvers: { id: string; name: string }[];
  let refusal: ServiceError | undefined;

  beforeEach(() => {
    approvers = [alex, nestor, grady];
    refusal = undefined;
    const directory = {
      groupIds: async () => {
        if (refusal !== undefined) throw refusal;
        return new Map([[defaultPolicy.roles.approver, 'approvers']]);
      },
      usersOf: async () => approvers,
    };
    world = { ...memoryWorld(), directory: directory as Partial<Directory> as Directory };
  });
  afterEach(() => world.store.close());

  const device = (serialNumber: string, changes: Partial<Device> = {}) =>
    world.store.create(
      'devices',
      buildDevice({ id: `DELL|${serialNumber}`, serialNumber, status: 'active', ...changes }),
    );
  const request = (changes: Partial<NamingDraft> = {}): NamingDraft => ({
    scope: { kind: 'tenant' },
    wanted: { kind: 'keep' },
    reason: 'Labels are printed',
    lastDay: dayFromNow(30),
    actor: alex,
    conversationId: 'alexs chat',
    ...changes,
  });
  const dayFromNow = (days: number) => new Date(world.clock.now() + days * 86_400_000).toISOString().slice(0, 10);
  const draft = async (changes: Partial<NamingDraft> = {}) => {
    const outcome = await draftException(request(changes), world, defaultPolicy);
    assert.equal(outcome.kind, 'drafted', JSON.stringify(outcome));
    assert.ok(outcome.kind === 'drafted');
    return outcome.view;
  };
  const step = (id: string, asked: AskedStep, actor = nestor, activityId = 'click') =>
    stepException({ id, step: asked, actor, activityId }, world, defaultPolicy);
  const send = async (changes: Partial<NamingDraft> = {}) => {
    const { exception } = await draft(changes);
    const outcome = await stepException(
      {
        id: exception.id,
        step: { kind: 'send' },
        actor: alex,
        activityId: 'send',
        card: { conversationId: 'alexs chat', activityId: 'preview' },
      },
      world,
      defaultPolicy,
    );
    assert.equal(outcome.kind, 'done');
    return exception.id;
  };
  const approved = async (changes: Partial<NamingDraft> = {}) => {
    const id = await send(changes);
    assert.equal((await step(id, { kind: 'approve' })).kind, 'done');
    return id;
  };
  const deliver = async () => {
    await deliverNaming(world, defaultPolicy);
    await deliverDigests(world, defaultPolicy);
  };
  const chat = (personId: string, id = `${personId}s chat`) =>
    world.store.create('conversations', { id, reference: {}, seenAt: 0, personId });
  const stored = async (id: string) => {
    const exception = await world.store.get('namingExceptions', id);
    assert.ok(exception);
    return exception;
  };

  const subscribeApprovals = () =>
    world.store.create('channels', {
      id: 'approvals',
      about: 'approvals',
      name: 'IT',
      subscribedBy: nestor,
      subscribedAt: 0,
      threads: {},
    });
  const shownIn = (conversationId: string) =>
    world.courier.namingCards.findLast(({ place }) => place.conversationId === conversationId)?.view;
  const shownTo = (reader: 'approver' | 'requester') =>
    world.courier.namingCards.findLast(({ place }) => place.reader === reader)?.view;

  describe('a request', () => {
    const problems = async (changes: Partial<NamingDraft>) => {
      const outcome = await draftException(request(changes), world, defaultPolicy);
      return outcome.kind === 'invalid' ? outcome.problems.map(({ field, message }) => `${field}: ${message}`) : [];
    };

    it('says everything that is wrong with it at once, field by field', async () => {
      const wrong = await problems({
        scope: { kind: 'profile', profile: 'Kiosk' },
        wanted: { kind: 'template', template: 'CONTOSO_%SERIAL%' },
        reason: '  ',
        lastDay: '2026-02-31',
      });
      assert.deepEqual(
        wrong.map((line) => line.split(':')[0]),
        ['scope', 'wanted', 'reason', 'lastDay'],
      );
      assert.match(wrong[1] ?? '', /cannot hold “_”/);
    });

    it('ends after today, and in a year at the latest', async () => {
      for (const lastDay of ['', 'soon', dayFromNow(-1), dayFromNow(0), dayFromNow(400)])
        assert.equal((await problems({ lastDay })).length, 1, lastDay);
      for (const lastDay of [dayFromNow(1), dayFromNow(366)])
        assert.deepEqual(await problems({ lastDay }), [], lastDay);
      const { exception } = await draft({ lastDay: '2026-12-31' });
      assert.equal(exception.until, Date.UTC(2027, 0, 1));
    });

    it('names devices of ours, and not too many', async () => {
      assert.match((await problems({ scope: { kind: 'devices', deviceIds: [] } }))[0] ?? '', /Name the serial numbers/);
      const many = Array.from({ length: 501 }, (_, index) => `DELL|${index}`);
      assert.match((await problems({ scope: { kind: 'devices', deviceIds: many } }))[0] ?? '', /501 devices/);
      assert.match((await problems({ scope: { kind: 'batch', batchId: 'gone' } }))[0] ?? '', /no devices/);
    });

    it('shows real devices, those that get no name, and what else is in force', async () => {
      await device('5CG1234', { deviceName: 'MMD-12345678901' });
      await device('5CG1235');
      await device('VMware-56 4d 12 34', { deviceName: 'OLD' });
      await device('GONE', { status: 'removed' });
      await approved({ scope: { kind: 'devices', deviceIds: ['DELL|5CG1234'] }, reason: 'narrow' });
      await approved({ scope: { kind: 'tenant' }, reason: 'as wide and earlier' });
      await world.clock.advance(60_000);
      const view = await draft({ wanted: { kind: 'template', template: 'contoso-%serial%' } });
      assert.deepEqual(view.scope, { text: 'all devices', devices: 3 });
      assert.deepEqual(
        view.examples.map(({ serialNumber, newName }) => [serialNumber, newName]),
        [['5CG1235', 'contoso-5CG1235']],
      );
      assert.equal(view.overruled, 1);
      assert.deepEqual(view.misfits, [{ serialNumber: 'VMware-56 4d 12 34', why: 'its serial number holds a blank' }]);
      assert.deepEqual(
        view.overlaps.map(({ exception, devices, wins }) => [exception.reason, devices, wins]),
        [
          ['narrow', 1, 'other'],
          ['as wide and earlier', 3, 'this'],
        ],
      );
    });

    it('shows names that are queued already, and serial numbers that two devices have', async () => {
      const renaming = { name: 'MMD-12345678901', before: 'OWN', askedAt: 0, state: 'queued' } as const;
      await device('5CG1234', { deviceName: 'OWN', renaming });
      await device('5CG1235', { deviceName: 'OTHER' });
      await world.store.create(
        'devices',
        buildDevice({ id: 'LENOVO|5CG1234', serialNumber: '5cg1234', status: 'active', deviceName: 'THIRD' }),
      );
      const keep = await draft();
      assert.deepEqual(keep.queued, [{ serialNumber: '5CG1234', name: 'MMD-12345678901' }]);
      const template = await draft({ wanted: { kind: 'template', template: 'PC-%SERIAL%' } });
      assert.deepEqual(template.misfits, [
        { serialNumber: '5cg1234', why: 'another device has this serial number, and gets the name' },
      ]);
      const random = await draft({ wanted: { kind: 'template', template: 'MMD-%RAND:11%' } });
      assert.deepEqual([random.queued, random.misfits], [[], []]);
      assert.equal(new Set(random.examples.map(({ newName }) => newName)).size, 3);
    });

    it('says where others name every device of it', async () => {
      await device('5CG1234', { deviceName: 'OWN' });
      await approved({ scope: { kind: 'devices', deviceIds: ['DELL|5CG1234'] } });
      const view = await draft({ wanted: { kind: 'template', template: 'LAB-%RAND:6%' } });
      assert.deepEqual([view.scope.devices, view.overruled, view.examples], [1, 1, []]);
    });

    it('is refused where its template names nobody, or too few differ', async () => {
      await device('5CG1234567890');
      assert.match(
        (await problems({ wanted: { kind: 'template', template: 'CONTOSO-%SERIAL%' } }))[0] ?? '',
        /none of these devices/,
      );
      assert.match((await problems({ wanted: { kind: 'template', template: 'LAB-%RAND:1%' } })).join(), /^$/);
      await device('B');
      assert.match(
        (await problems({ wanted: { kind: 'template', template: 'LAB-%RAND:1%' } }))[0] ?? '',
        /only 10 different names/,
      );
    });

    it('is seen by nobody before it is sent, and dropped after a week', async () => {
      const { exception } = await draft();
      await deliver();
      assert.deepEqual(world.courier.namingCards, []);
      assert.equal((await step(exception.id, { kind: 'approve' })).kind, 'refused');
      assert.equal((await step(exception.id, { kind: 'send' }, nestor)).kind, 'refused');
      await housekeeping(world);
      assert.equal((await stored(exception.id)).state, 'draft');
      await world.clock.advance(7 * 86_400_000);
      await housekeeping(world);
      assert.deepEqual(await step(exception.id, { kind: 'send' }, alex), { kind: 'notFound' });
    });
  });

  describe('its way to whoever decides', () => {
    it('is the channel about approvals', async () => {
      await chat('nestor');
      const channel = { name: 'IT', subscribedBy: nestor, subscribedAt: 0, threads: {} };
      await world.store.create('channels', { id: 'digests only', ...channel });
      await world.store.create('channels', { id: 'approvals', about: 'approvals', ...channel });
      await send();
      await deliver();
      assert.deepEqual(
        world.courier.namingCards.map(({ place, isNew }) => [place.conversationId, place.reader, isNew]),
        [
          ['alexs chat', 'requester', false],
          ['approvals', 'approver', true],
        ],
      );
    });

    it('is each approver’s chat where there is none, but never the requester’s; who was not met is named', async () => {
      await chat('alex', 'alexs other chat');
      await chat('nestor');
      const id = await send();
      await deliver();
      await deliver();
      assert.deepEqual(
        [...new Set(world.courier.namingCards.map(({ place }) => place.conversationId))],
        ['alexs chat', 'nestors chat'],
      );
      assert.deepEqual((await stored(id)).unreached, ['Grady Archie']);
      assert.equal((await stored(id)).tellAt, undefined);
    });

    it('is a card of its own where somebody asked in the very chat', async () => {
      const channel = { name: 'IT', subscribedBy: nestor, subscribedAt: 0, threads: {} };
      await world.store.create('channels', { id: 'alexs chat', about: 'both', ...channel });
      const id = await send();
      await deliver();
      await step(id, { kind: 'deny' });
      await deliver();
      const shown = world.courier.namingCards.map(({ place, activityId }) => [place.reader, activityId]);
      assert.deepEqual(shown, [
        ['requester', 'preview'],
        ['approver', 'naming-2'],
        ['requester', 'preview'],
        ['approver', 'naming-2'],
      ]);
      assert.equal(world.courier.namingNews.length, 1);
    });

    it('is found later, when a channel says so or an approver first meets Preflight', async () => {
      const id = await send();
      await deliver();
      assert.deepEqual((await stored(id)).unreached, ['Nestor Wilke', 'Grady Archie']);
      await chat('nestor');
      await addressAgain(world);
      await deliver();
      assert.ok(shownIn('nestors chat'));
      await subscribeApprovals();
      await addressAgain(world);
      await addressAgain(world);
      await deliver();
      await deliver();
      assert.equal(world.courier.namingCards.filter(({ isNew }) => isNew).length, 2);
      assert.deepEqual(shownTo('requester')?.exception.unreached, []);
    });

    it('is nobody’s where only the requester may decide, whatever is subscribed', async () => {
      approvers = [alex];
      await subscribeApprovals();
      const id = await send();
      await deliver();
      assert.equal((await stored(id)).nobody, true);
      assert.equal(shownTo('requester')?.exception.nobody, true);
    });

    it('keeps nobody from being told of a decision while it cannot be found', async () => {
      const facts = { kind: 'forbidden', status: 403, code: 'Authorization_RequestDenied', outcome: 'none' } as const;
      refusal = new ServiceError('no', { ...facts, permission: 'GroupMember.ReadWrite.All' });
      const id = await send();
      await deliver();
      const [notice] = (await world.store.query('notices', { limit: 5 })).items;
      assert.match(notice?.sentence ?? '', /cannot read who the approvers are/);
      await step(id, { kind: 'approve' });
      await deliver();
      assert.equal(shownTo('requester')?.exception.state, 'approved');
      assert.deepEqual(world.courier.namingNews, [{ news: 'decided', conversationId: 'alexs chat' }]);
      assert.equal((await stored(id)).tellAt, undefined);
    });

    it('is not looked for any more when the request was withdrawn meanwhile', async () => {
      await chat('nestor');
      refusal = new ServiceError('away', { kind: 'unavailable', status: 503, code: 'x', outcome: 'none' });
      const id = await send();
      await deliver();
      await step(id, { kind: 'withdraw' }, alex);
      refusal = undefined;
      await world.clock.advance(3_600_000);
      await deliver();
      assert.equal(shownIn('nestors chat'), undefined);
    });

    it('waits while the directory cannot be asked', async () => {
      await chat('nestor');
      const facts = { kind: 'unavailable', status: 503, code: 'x', outcome: 'none' } as const;
      refusal = new ServiceError('away', facts);
      const id = await send();
      await deliver();
      assert.ok(((await stored(id)).tellAt ?? 0) > world.clock.now());
      refusal = undefined;
      await world.clock.advance(3_600_000);
      await deliver();
      assert.ok(world.courier.namingCards.some(({ place }) => place.conversationId === 'nestors chat'));
    });
  });

  describe('a decision', () => {
    it('shows on every card and is told once, whatever is delivered twice', async () => {
      await chat('nestor');
      const id = await send();
      await deliver();
      world.courier.namingCards.length = 0;
      await step(id, { kind: 'approve', comment: ' Fine ' });
      for (const _ of [1, 2, 3]) await deliver();
      assert.deepEqual(
        world.courier.namingCards.map(({ place, view, isNew }) => [place.reader, view.exception.state, isNew]),
        [
          ['requester', 'approved', false],
          ['approver', 'approved', false],
        ],
      );
      assert.deepEqual(
        world.courier.namingNews.map(({ news, conversationId }) => [news, conversationId]),
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
      const { store } = world;
      const dying = { ...store, create: async () => Promise.reject(new Error('killed')) } as typeof store;
      const asked = { ...world, store: { ...dying, create: ofAudit('asked', store, dying) } };
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
        world,
        defaultPolicy,
      );
      await deliver();
      await step(exception.id, { kind: 'approve' });
      await deliver();
      assert.equal(world.courier.namingNews.length, 1);
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
      await world.clock.advance(3 * 86_400_000);
      const outcome = await step(id, { kind: 'approve' });
      assert.ok(outcome.kind === 'refused' && outcome.reason === 'pastEnd');
    });

    it('is in the audit with who, why and from which message, before and after', async () => {
      const id = await send();
      await step(id, { kind: 'approve', comment: 'Fine' });
      await step(id, { kind: 'extend', lastDay: dayFromNow(60) });
      await step(id, { kind: 'revoke', comment: 'Over' });
      const entries = await Array.fromAsync(everyRecord(world.store, 'audit', { equals: { subject: id } }));
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

  describe('what people see of it', () => {
    const naming = () => createNaming({ ...world, ...unnamed }, defaultPolicy, () => undefined);

    it('is drawn anew when another exception of the same devices changes', async () => {
      await device('5CG1234');
      await chat('nestor');
      const first = await send();
      await deliver();
      assert.deepEqual(shownTo('approver')?.overlaps, []);
      const second = await send({ scope: { kind: 'devices', deviceIds: ['DELL|5CG1234'] } });
      for (const _ of [1, 2]) await deliver();
      const seen = (id: string) =>
        world.courier.namingCards
          .findLast(({ view }) => view.exception.id === id)
          ?.view.overlaps.map(({ exception }) => [exception.id, exception.state]);
      assert.deepEqual(seen(first), [[second, 'requested']]);
      await step(second, { kind: 'approve' });
      for (const _ of [1, 2]) await deliver();
      assert.deepEqual(seen(first), [[second, 'approved']]);
      world.courier.namingCards.length = 0;
      for (const _ of [1, 2, 3]) await deliver();
      assert.deepEqual(world.courier.namingCards, []);
    });

    it('is edited in the messages that people asked for, too, and told in none of them', async () => {
      await chat('nestor');
      const id = await send();
      await deliver();
      for (const activityId of ['copy-1', 'copy-2'])
        await naming().cardShown({ id, conversationId: 'nestors chat', activityId, reader: 'approver' });
      await step(id, { kind: 'approve' });
      await deliver();
      const edited = world.courier.namingCards.filter(({ view }) => view.exception.state === 'approved');
      assert.deepEqual(
        edited.map(({ activityId }) => activityId),
        ['preview', 'naming-2', 'copy-1', 'copy-2'],
      );
      assert.equal(world.courier.namingNews.length, 2);
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

  describe('in force', () => {
    it('names devices until it is revoked', async () => {
      await device('5CG1234', { deviceName: 'OWN-NAME' });
      const reason = () => readNameReason('DELL|5CG1234', world, defaultPolicy);
      assert.deepEqual([(await reason())?.rule.source, (await reason())?.follows], ['convention', 'no']);
      const id = await approved();
      assert.deepEqual([(await reason())?.rule.source, (await reason())?.follows], ['exception', 'yes']);
      await step(id, { kind: 'revoke' });
      assert.equal((await reason())?.rule.source, 'convention');
    });

    it('ends by the clock, although no job has noted it', async () => {
      await device('5CG1234', { deviceName: 'OWN-NAME' });
      await approved({ lastDay: dayFromNow(1) });
      await world.clock.advance(3 * 86_400_000);
      assert.equal((await readNameReason('DELL|5CG1234', world, defaultPolicy))?.rule.source, 'convention');
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

  describe('deliveries that fail', () => {
    it('are tried again, and a chat that is gone holds up no other', async () => {
      await chat('nestor');
      await chat('grady');
      const id = await send();
      let tries = 0;
      world.courier.trouble = (_what, conversationId) => {
        if (conversationId === 'nestors chat') throw new DeliveryError('removed', 'gone');
        if (conversationId === 'gradys chat' && tries++ === 0) throw new DeliveryError('busy', 'later', 60_000);
      };
      await deliver();
      await deliver();
      assert.equal(tries, 1);
      assert.equal((await stored(id)).tellAt, world.clock.now() + 60_000);
      await world.clock.advance(60_000);
      await deliver();
      const states = (await stored(id)).cards.map(({ conversationId, state }) => [conversationId, state]);
      assert.deepEqual(states, [
        ['alexs chat', 'sent'],
        ['nestors chat', 'dropped'],
        ['gradys chat', 'sent'],
      ]);
      // His chat is not counted on any more, and Alex is told.
      assert.deepEqual((await stored(id)).unreached, ['Nestor Wilke']);
      assert.deepEqual(shownTo('requester')?.exception.unreached, ['Nestor Wilke']);
    });

    it('fall back to the approvers’ chats when their channel is gone, now and later', async () => {
      await chat('nestor');
      await subscribeApprovals();
      world.courier.trouble = (_what, conversationId) => {
        if (conversationId === 'approvals') throw new DeliveryError('removed', 'gone');
      };
      await send();
      for (const _ of [1, 2, 3]) await deliver();
      assert.ok(shownIn('nestors chat'));
      assert.equal((await world.store.get('channels', 'approvals'))?.stoppedBecause, 'removed');
      world.courier.trouble = undefined;
      world.courier.namingCards.length = 0;
      await send();
      await deliver();
      assert.ok(shownIn('nestors chat'));
      assert.equal(shownIn('approvals'), undefined);
    });

    it('are made again where a channel that was gone is subscribed again', async () => {
      await subscribeApprovals();
      world.courier.trouble = (_what, conversationId) => {
        if (conversationId === 'approvals') throw new DeliveryError('removed', 'gone');
      };
      const id = await send();
      for (const _ of [1, 2, 3]) await deliver();
      assert.deepEqual((await stored(id)).unreached, ['Nestor Wilke', 'Grady Archie']);
      world.courier.trouble = undefined;
      const channel = await world.store.get('channels', 'approvals');
      assert.ok(channel);
      await world.store.replace('channels', { ...channel, stoppedBecause: undefined });
      assert.equal(await addressAgain(world), true);
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
      world.courier.trouble = (what, conversationId) => {
        if (what === 'card' && conversationId === 'approvals' && gone++ === 0)
          throw new DeliveryError('deleted', 'gone');
      };
      await step(id, { kind: 'approve' });
      await deliver();
      await world.clock.advance(60_000);
      await deliver();
      const card = (await stored(id)).cards.find(({ reader }) => reader === 'approver');
      assert.equal(card?.state, 'sent');
      assert.notEqual(card?.activityId, first);
      assert.equal(shownIn('approvals')?.exception.state, 'approved');
      assert.equal((await world.store.get('channels', 'approvals'))?.stoppedBecause, undefined);
    });

    it('miss no channel that is subscribed while the approvers are read', async () => {
      const id = await send();
      const { directory } = world;
      let asked = 0;
      world.directory = {
        ...directory,
        async usersOf(groupId) {
          if (asked++ === 0) {
            await subscribeApprovals();
            await addressAgain(world);
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
      world.courier.namingCards.length = 0;
      await addressAgain(world);
      for (const _ of [1, 2]) await deliver();
      assert.deepEqual(world.courier.namingCards, []);
    });

    it('hold up nobody but themselves where they cannot even be tried', async () => {
      await chat('nestor');
      const broken = await send();
      const { wanted: _wanted, ...rest } = await stored(broken);
      await world.store.replace('namingExceptions', rest as NamingException);
      const id = await send();
      for (const _ of [1, 2]) await deliver();
      assert.equal((await stored(id)).cards.length, 2);
      assert.ok(((await stored(broken)).tellAt ?? 0) > world.clock.now());
    });

    it('leave a card to the process that is posting it', async () => {
      await chat('nestor');
      await send();
      await Promise.all([deliver(), deliver(), deliver()]);
      const posted = world.courier.namingCards.filter(({ isNew }) => isNew);
      assert.equal(posted.length, 1);
    });
  });
});
