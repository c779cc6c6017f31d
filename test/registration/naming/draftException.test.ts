import assert from 'node:assert/strict';
import { housekeeping } from '../../../src/registration/batches/housekeeping.ts';
import { draftException } from '../../../src/registration/naming/draftException.ts';
import type { NamingDraft } from '../../../src/registration/naming/naming.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { alex, exceptionStage, nestor } from '../../support/exceptionStage.ts';

describe('requests of naming exceptions', () => {
  const stage = exceptionStage();
  const { device, request, dayFromNow, draft, step, approved, deliver, stored } = stage;

  describe('a request', () => {
    const problems = async (changes: Partial<NamingDraft>) => {
      const outcome = await draftException(request(changes), stage.world, defaultPolicy);
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
      await stage.world.clock.advance(60_000);
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
      await stage.world.store.create(
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
      assert.deepEqual(stage.world.courier.namingCards, []);
      assert.equal((await step(exception.id, { kind: 'approve' })).kind, 'refused');
      assert.equal((await step(exception.id, { kind: 'send' }, nestor)).kind, 'refused');
      await housekeeping(stage.world);
      assert.equal((await stored(exception.id)).state, 'draft');
      await stage.world.clock.advance(7 * 86_400_000);
      await housekeeping(stage.world);
      assert.deepEqual(await step(exception.id, { kind: 'send' }, alex), { kind: 'notFound' });
    });
  });
});
