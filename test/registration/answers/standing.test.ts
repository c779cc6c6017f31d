import assert from 'node:assert/strict';
import type { Fault } from '../../../sandbox/faults.ts';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createStage, paths, type Stage } from '../../support/answers.ts';

const count = 20;
const minute = 60_000;

describe('registered devices and answers that lie', () => {
  let stage: Stage;
  async function start(status: Device['status'], signInAfter?: number): Promise<void> {
    stage = await createStage({ signInAfter, latencies: 'quick', throttling: false });
    await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, stage.ports);
    await stage.register(count);
    await stage.reach((device) => device.status === status);
    await stage.live(70);
    stage.ports.courier.digests.length = 0;
  }
  afterEach(() => stage.close());

  /** Everything that is asked of Graph, answered with the same. */
  const everywhere = (fault: Omit<Fault, 'route'>) => {
    for (const route of ['/deviceManagement/**', '/devices**', '/groups**', '/users/**'])
      stage.lie({ ...fault, route });
  };
  /** Makes every device due, as a notification would. */
  async function wake(): Promise<void> {
    for (const device of await stage.devices())
      await stage.ports.store.replace('devices', { ...device, dueAt: stage.sandbox.clock.now() });
  }
  const statuses = async () => new Set((await stage.devices()).map(({ status }) => status));

  const lies: [string, Omit<Fault, 'route'>][] = [
    ['200 {}', { lie: 'object' }],
    ['200 null', { lie: 'null' }],
    ['200 and a page of HTML', { lie: 'html' }],
    ['404 and a page of HTML', { lie: 'html', status: 404 }],
    ['403 and a page of HTML', { lie: 'html', status: 403 }],
    ['404 {}', { lie: 'object', status: 404 }],
    ['half a body', { lie: 'cutHalf' }],
    ['rows without ids', { lie: { leaveOut: ['id'] } }],
    ['rows whose ids are null', { lie: { nulls: ['id'] } }],
    ['rows without names', { lie: { leaveOut: ['displayName', 'deviceId', 'serialNumber'] } }],
    ['links to other hosts', { lie: { nextLink: 'https://graph.microsoft.com.elsewhere.example/v1.0/next' } }],
  ];
  for (const [name, fault] of lies) {
    it(`are withdrawn by no answer such as ${name}, however long`, async () => {
      await start('ready');
      everywhere(fault);
      for (let hour = 0; hour < 3; hour += 1) {
        await wake();
        await stage.live(60);
      }
      assert.deepEqual([...(await statuses())], ['ready']);
      assert.ok(stage.ports.health.troubles().length > 0, 'health names it');
      assert.equal(
        (await stage.ports.store.query('notices', { limit: 100 })).items.every(({ id }) => id.startsWith('graph:')),
        true,
      );
      stage.sandbox.faults.clear();
      await wake();
      await stage.live(70);
      assert.deepEqual([...(await statuses())], ['ready']);
      const { notice: _, ...told } = stage.told();
      assert.deepEqual(told, {});
      assert.equal((await stage.devices()).length, count);
      assert.deepEqual(stage.ports.health.troubles(), [], 'health is well afterwards');
      assert.equal((await stage.ports.store.query('notices', { limit: 100 })).items.length, 0);
    });
  }

  it('in use are not shown as having left Autopilot by items of a batch that answer 200 and {}', async () => {
    await start('active', minute);
    for (const route of [`${paths.identities}/*`, '/devices/*/checkMemberGroups', `${paths.managed}**`])
      stage.lie({ route, lie: 'object' });
    await wake();
    await stage.live(60);
    const devices = await stage.devices();
    assert.deepEqual(
      new Set(devices.map(({ status, problem }) => `${status} ${problem?.code}`)),
      new Set(['active undefined']),
    );
    const { notice: _, ...told } = stage.told();
    assert.deepEqual(told, {});
  });

  it('are not withdrawn by four answers of {} to the look-up of groups by name', async () => {
    await start('ready');
    stage.lie({ route: '/groups', lie: 'object', count: 4 });
    await wake();
    await stage.live(60);
    assert.deepEqual([...(await statuses())], ['ready']);
    assert.deepEqual(stage.told(), {});
  });

  for (const lie of [
    { nulls: ['manufacturer'] },
    { leaveOut: ['manufacturer'] },
    { nulls: ['serialNumber'] },
    { leaveOut: ['serialNumber', 'manufacturer', 'model'] },
  ]) {
    it(`get no second record from Autopilot identities such as ${JSON.stringify(lie)}, which are counted`, async () => {
      stage = await createStage({ signInAfter: minute, latencies: 'quick', throttling: false });
      await stage.register(count);
      await stage.reach(({ step }) => step === 'importing', 30);
      const routes = [`${paths.identities}**`, `${paths.profiles}/*/assignedDevices`];
      for (const route of routes) stage.lie({ route, method: 'GET', lie });
      for (let hour = 0; hour < 2; hour += 1) {
        await stage.live(20);
        await stage.run('discover');
      }
      assert.equal((await stage.devices()).length, count);
      const counted = /preflight_graph_records_left_out_total\{list="Autopilot devices"\} [1-9]/;
      assert.match(stage.ports.metrics.text(), counted);
      stage.sandbox.faults.clear();
      await stage.reach(({ status }) => status === 'active');
      assert.equal((await stage.devices()).length, count);
    });
  }

  it('are discovered no second time where Autopilot sends an empty manufacturer', async () => {
    await start('ready');
    for (const device of stage.sandbox.tenant.world().autopilot.values()) device.manufacturer = '';
    stage.sandbox.tenant.partnerUpload([
      { serialNumber: 'NEW1', manufacturer: '', model: 'X', groupTag: 'Microsoft365Managed_Standard' },
    ]);
    await stage.live(120);
    assert.equal((await stage.devices()).length, count);
  });
});
