import assert from 'node:assert/strict';
import type { Lie } from '../../../sandbox/faults.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { bodies, createStage, paths, type Stage } from '../../support/answers.ts';

const count = 20;
const minute = 60_000;
const isActive = ({ status }: Device) => status === 'active';

describe('imports and answers that lie', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage({ signInAfter: minute, latencies: 'quick', throttling: false });
  });
  afterEach(() => stage.close());

  /** One import of each device, nothing left of it, and each told once. */
  async function assertOnce(): Promise<void> {
    await stage.reach(isActive, 600);
    await stage.live(15);
    const received = [...stage.sandbox.tenant.world().importsReceived.values()];
    assert.deepEqual(received, Array(count).fill(1), 'imports of each device');
    assert.equal(stage.staged(), 0, 'staging records left');
    assert.equal((await stage.devices()).length, count, 'device records');
    const { ready = 0, active, withdrawn } = stage.told();
    assert.deepEqual({ active, withdrawn }, { active: count, withdrawn: undefined });
    assert.ok(ready <= count, 'told ready');
  }

  for (const lie of bodies) {
    it(`sends no device again when the import's answer is ${lie}, after Autopilot took it`, async () => {
      stage.lie({ route: paths.import, lie, when: 'after' });
      await stage.register(count);
      await stage.live(10);
      stage.sandbox.faults.clear();
      await assertOnce();
    });
  }

  it('sends the devices once more when something else answered the import with 200, and it never came', async () => {
    stage.lie({ route: paths.import, lie: 'html', count: 1 });
    await stage.register(count);
    await assertOnce();
  });

  it('takes a page of a proxy that says 404 or 400 to an import for no answer', async () => {
    for (const status of [404, 400, 403]) {
      stage.lie({ route: paths.import, lie: 'html', status, when: 'after', count: 1 });
      await stage.register(count, { prefix: `S${status}` });
      await stage.live(2);
    }
    await stage.reach(isActive, 600);
    assert.equal(stage.imports(), 3);
    assert.equal(stage.staged(), 0);
  });

  const lists: [string, Lie][] = [
    ['{}', 'object'],
    ['HTML', 'html'],
    ['a link to its own page', { nextLink: 'self' }],
    ['rows without ids', { leaveOut: ['id'] }],
    ['rows without serial numbers', { leaveOut: ['serialNumber'] }],
    ['rows whose serial numbers and manufacturers are null', { nulls: ['serialNumber', 'manufacturer'] }],
  ];
  for (const [name, lie] of lists) {
    it(`imports nothing again after 32 minutes of ${name} in every list of Autopilot`, async () => {
      await stage.register(count);
      await stage.reach(({ step }) => step === 'importing', 30);
      for (const route of [paths.staging, paths.identities, `${paths.identities}/*`])
        stage.lie({ route, method: 'GET', lie });
      await stage.live(32);
      const during = stage.ports.health.troubles();
      stage.sandbox.faults.clear();
      await assertOnce();
      if (typeof lie === 'string' || 'nextLink' in lie)
        assert.ok(
          during.some(({ kind }) => kind === 'unreadable'),
          JSON.stringify(during),
        );
      assert.deepEqual(stage.ports.health.troubles(), []);
    });
  }

  for (const fault of [{ status: 400 }, { status: 500 }, { lie: 'object' as const }]) {
    it(`reads the whole staging list when the filter by import id is answered with ${JSON.stringify(fault)}`, async () => {
      // Faults do not see filters: the first page asked for is the filtered one.
      await stage.register(count);
      await stage.reach(({ step }) => step === 'importing', 30);
      stage.lie({ route: paths.staging, method: 'GET', ...fault, count: fault.status === 400 ? 1 : 5 });
      await assertOnce();
    });
  }

  it('follows an import whose id the service does not give back', async () => {
    await stage.register(count);
    stage.lie({ route: paths.staging, method: 'GET', lie: { nulls: ['importId'] } });
    await assertOnce();
  });

  it('sends nothing again while the staging list has a record of the device that may be its own', async () => {
    // The answer is lost, and the list gives no import ids back: only the serial numbers say that something is under way.
    stage.sandbox.tenant.world().options.latencies.import = 60 * minute;
    stage.lie({ route: paths.import, lie: 'cutAtOnce', when: 'after', count: 1 });
    stage.lie({ route: paths.staging, method: 'GET', lie: { nulls: ['importId'] } });
    await stage.register(count);
    await stage.live(50);
    assert.deepEqual([...stage.sandbox.tenant.world().importsReceived.values()], Array(count).fill(1));
  });
});
