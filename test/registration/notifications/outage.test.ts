import assert from 'node:assert/strict';
import { healthCard, healthTitle } from '../../../src/bot/cards/healthCard.ts';
import { readHealth } from '../../../src/registration/notifications/readHealth.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createListeningEngine, type ListeningEngine } from '../../support/listeningEngine.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('while Graph does not say which subscriptions there are', function () {
  this.timeout(2 * minute);
  let engine: ListeningEngine;
  beforeEach(async () => {
    engine = await createListeningEngine();
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  it('finds what changes in its groups within fifteen minutes, for days', async () => {
    const { sandbox, ports, policy } = engine;
    const isIn = () =>
      [...sandbox.tenant.world().groups.values()].find(({ displayName }) => displayName === policy.allDevicesGroup)
        ?.members.size === 1;
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status === 'ready');
    assert.ok(device);
    const pass = async (milliseconds: number) => {
      sandbox.clock.advance(milliseconds);
      await sandbox.notifications.settled();
      await engine.turn();
    };
    const job = engine.job('subscriptions');
    await job.run();
    await engine.turn();
    sandbox.notifications.set({ mode: 'lost' });
    sandbox.faults.add({ route: '/subscriptions', method: 'GET', status: 503 });
    for (const end = ports.clock.now() + 3 * day; ports.clock.now() < end; ) {
      sandbox.tenant.editGroup(policy.allDevicesGroup, 'remove', device.serialNumber);
      await pass(14 * minute);
      job.started.length = 0;
      await assert.rejects(job.run);
      assert.deepEqual(job.started, ['pass']);
      for (let turn = 0; turn < 6 && !isIn(); turn += 1) await pass(5_000);
      assert.ok(isIn(), 'the device is still out of its group');
      await pass(2 * hour);
      await job.run().catch(() => undefined);
      await engine.turn();
    }
  });

  for (const status of [503, 400]) {
    it(`tells after an hour, and that nothing is subscribed to any more (${status})`, async () => {
      const { sandbox, ports } = engine;
      const job = engine.job('subscriptions');
      const title = async () => healthTitle(await readHealth(ports, true), ports.clock.now());
      const notices = async () => (await Array.fromAsync(everyRecord(ports.store, 'notices', {}))).map(({ id }) => id);
      await job.run();
      assert.equal(await title(), 'Preflight is well');
      sandbox.faults.add({ route: '/subscriptions', method: 'GET', status });
      await assert.rejects(job.run);
      sandbox.clock.advance(30 * minute);
      await assert.rejects(job.run);
      assert.deepEqual(await notices(), []);
      sandbox.clock.advance(31 * minute);
      await assert.rejects(job.run);
      await assert.rejects(job.run);
      assert.deepEqual(await notices(), ['subscriptions:failing']);
      assert.equal(await ports.store.count('digests', {}), 1);
      assert.equal(await title(), '1 problem to look at');
      sandbox.clock.advance(3 * day);
      await assert.rejects(job.run);
      assert.deepEqual(sandbox.notifications.subscriptions(), []);
      const report = await readHealth(ports, true);
      assert.equal(healthTitle(report, ports.clock.now()), '1 problem to look at');
      const card = JSON.stringify(healthCard(report, ports.clock.now()));
      assert.match(card, /told of changes in 0 of 15 groups/);
      assert.match(card, /subscription expired, no notification yet, renewed 3 days ago/);
      sandbox.faults.clear();
      await job.run();
      assert.deepEqual(await notices(), []);
      assert.equal(await title(), 'Preflight is well');
    });
  }

  it('counts a group that is not there once, whoever says so', async () => {
    const { sandbox, ports, policy } = engine;
    await engine.run('subscriptions');
    sandbox.tenant.deleteGroup(policy.allDevicesGroup);
    sandbox.clock.advance(11 * minute);
    await engine.run('subscriptions');
    await engine.run('remediate');
    const report = await readHealth(ports, true);
    assert.equal(report.notices.length, 1);
    assert.equal(healthTitle(report, ports.clock.now()), '1 problem to look at');
  });
});
