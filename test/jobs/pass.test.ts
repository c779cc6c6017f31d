import assert from 'node:assert/strict';
import { passJob } from '../../src/jobs/pass.ts';
import { wholeLooks } from '../../src/jobs/subscriptions.ts';
import { storeWakeUps } from '../../src/registration/lifecycle/wake.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { createListeningEngine, type ListeningEngine } from '../support/listeningEngine.ts';

const stranger = { kind: 'entraObject', id: '99999999-0000-4000-8000-000000000001' } as const;
const minute = 60_000;

describe('the pass job', () => {
  let engine: ListeningEngine;
  beforeEach(async () => {
    engine = await createListeningEngine();
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const wakeUps = () => Array.fromAsync(everyRecord(engine.ports.store, 'wakeUps', {}));

  it('takes devices on when notifications cannot be followed for a reason nobody thought of', async () => {
    const log = capturedLog();
    const ports = { ...engine.ports, log };
    const broken = async () => Promise.reject(new TypeError('nobody thought of this'));
    const notifications = { ...ports, groupWatch: { ...ports.groupWatch, devices: broken } };
    const job = passJob(
      ports,
      engine.policy,
      () => undefined,
      notifications,
      () => undefined,
    );
    await storeWakeUps([stranger], ports);
    await engine.register(1);
    await job.run(new AbortController().signal);
    const [device] = await engine.devices();
    assert.equal(device?.step, 'importing');
    const [left] = await wakeUps();
    assert.ok((left?.dueAt ?? 0) > ports.clock.now());
    const [line] = log.lines.filter(({ level }) => level === 'error');
    assert.match(JSON.stringify(line?.fields), /nobody thought of this/);
    engine.sandbox.clock.advance(minute);
    await engine.run('pass');
    assert.deepEqual(await wakeUps(), []);
  });

  it('never takes an older notification for the last one of its group', async () => {
    await engine.run('subscriptions');
    const { store, clock } = engine.ports;
    const id = engine.policy.allDevicesGroup;
    const subjects = [stranger];
    for (const at of [clock.now() - minute, clock.now() - 60 * minute]) {
      await store.create('wakeUps', { id: `at ${at}`, at, dueAt: at, subjects, from: [id] });
      await engine.run('pass');
      assert.equal((await store.get('watchedGroups', id))?.notifiedAt, clock.now() - minute);
    }
  });

  it('starts the hourly looks when nobody knows what changed in the groups', async () => {
    await engine.run('subscriptions');
    engine.sandbox.tenant.refuseDeltaTokens('expired');
    await storeWakeUps([{ ...stranger, kind: 'group' }], engine.ports);
    assert.deepEqual((await engine.run('pass')).started, [...wholeLooks]);
  });

  for (const job of ['pass', 'subscriptions']) {
    it(`looks at every place of a device when a watched group is gone: ${job}`, async () => {
      await engine.run('subscriptions');
      engine.sandbox.notifications.set({ mode: 'lost' });
      engine.sandbox.tenant.deleteGroup(engine.policy.allDevicesGroup);
      engine.sandbox.clock.advance(minute);
      if (job === 'pass') await storeWakeUps([{ ...stranger, kind: 'group' }], engine.ports);
      assert.ok((await engine.run(job)).started.includes('remediate'));
    });
  }
});
