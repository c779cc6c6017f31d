import assert from 'node:assert/strict';
import { sweep } from '../../../src/registration/enrolment/sweep.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const day = 24 * 3_600_000;
const is = (status: Device['status']) => (device: Device) => device.status === status;

describe('the sweep of enrolments', () => {
  let engine: Engine;
  let serials: string[];
  beforeEach(async () => {
    engine = await createEngine();
    serials = (await engine.register(3)).serialNumbers;
    await engine.until(is('ready'));
  });
  afterEach(() => engine.close());

  const run = () => sweep(engine.ports, engine.policy);
  const status = async (serial: string | undefined) =>
    (await engine.devices()).find(({ serialNumber }) => serialNumber === serial)?.status;

  it('finds who signed in, reading only what changed since the last sweep', async () => {
    await run();
    for (const serial of serials) engine.sandbox.tenant.signIn(serial);
    engine.sandbox.clock.advance(15 * 60_000);
    engine.sandbox.log.reset();
    const { written } = await run();
    assert.equal(written, 3);
    assert.ok((await engine.devices()).every(is('active')));
    const [request] = engine.sandbox.log.entries();
    assert.match(decodeURIComponent(request?.url ?? ''), /lastSyncDateTime\+gt/);
  });

  it('writes nothing for devices about which nothing is new', async () => {
    for (const serial of serials) engine.sandbox.tenant.signIn(serial);
    engine.sandbox.clock.advance(5 * 60_000);
    await run();
    const before = (await engine.devices()).map(({ version }) => version);
    assert.equal((await run()).written, 0);
    assert.deepEqual(
      (await engine.devices()).map(({ version }) => version),
      before,
    );
  });

  it('calls a device inactive after seven quiet days by itself, and active again when it synchronises', async () => {
    engine.sandbox.tenant.signIn(serials[0] ?? '');
    engine.sandbox.clock.advance(5 * 60_000);
    await engine.turn();
    assert.equal(await status(serials[0]), 'active');
    engine.sandbox.tenant.goQuiet(serials[0] ?? '');
    engine.sandbox.clock.advance(6 * day);
    await engine.turn();
    assert.equal(await status(serials[0]), 'active');
    engine.sandbox.clock.advance(2 * day);
    await engine.turn();
    assert.equal(await status(serials[0]), 'inactive');
    const managed = [...engine.sandbox.tenant.world().managed.values()][0];
    assert.ok(managed !== undefined);
    managed.quietSince = undefined;
    engine.sandbox.clock.advance(day);
    await engine.turn();
    assert.equal(await status(serials[0]), 'active');
  });

  it('reads the whole list once a day', async () => {
    await run();
    engine.sandbox.clock.advance(day);
    engine.sandbox.log.reset();
    await run();
    assert.doesNotMatch(decodeURIComponent(engine.sandbox.log.entries()[0]?.url ?? ''), /filter/);
  });

  for (const ahead of [21 * day, 3_600_000]) {
    it(`reads the whole list when its bookmark lies ${ahead / 3_600_000} hours ahead`, async () => {
      const { clock } = engine.ports;
      await sweep({ ...engine.ports, clock: { ...clock, now: () => clock.now() + ahead } }, engine.policy);
      for (const serial of serials) engine.sandbox.tenant.signIn(serial);
      engine.sandbox.clock.advance(10 * 60_000);
      await run();
      assert.ok((await engine.devices()).every(is('active')));
      const bookmark = await engine.ports.store.get('bookmarks', 'managedDevices');
      assert.ok(bookmark && Math.max(bookmark.readTo, bookmark.wholeAt) <= clock.now());
    });
  }
});
