import assert from 'node:assert/strict';
import { moveDevices } from '../../src/registration/deploymentGroups/moveDevices.ts';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { remediate } from '../../src/registration/remediation/remediate.ts';
import { createEngine, type Engine } from '../support/engine.ts';
import { type Mortality, mortality } from '../support/mortal.ts';
import { playThroughDeath } from '../support/playThroughDeath.ts';

const minute = 60_000;
const megan = { id: 'megan', name: 'Megan Bowen' };
/** `CRASH_SWEEP=1` dies at every operation of a move; `npm test` at each so-manieth. */
const step = Number(process.env['CRASH_SWEEP'] ?? 5);
const { groups, testGroup } = defaultPolicy.deployment;
const rings = [...groups, testGroup].map(({ group }) => group);

/** Devices that wait for their user, all of them in Broad. */
async function start(
  count: number,
  life?: Mortality,
  clock: { manual: boolean; speed?: number } = { manual: true },
): Promise<Engine> {
  const broadOnly = groups.map((group) => ({ ...group, share: group.name === 'Broad' ? 100 : 0 }));
  const engine = await createEngine({
    latencies: 'quick',
    ...clock,
    throttling: false,
    policy: { deployment: { ...defaultPolicy.deployment, groups: broadOnly } },
    ...(life === undefined ? {} : { life }),
  });
  await engine.register(count);
  await engine.until(({ status }) => status === 'ready');
  return engine;
}

async function ask(engine: Engine, choice: string): Promise<void> {
  const deviceIds = (await engine.devices()).map(({ id }) => id);
  await moveDevices({ deviceIds, choice, actor: megan, activityId: undefined }, engine.ports, engine.policy);
}

const isIn = (name: string) => (device: Device) =>
  device.deploymentGroup?.name === name && device.deploymentGroup.movingTo === undefined;

/** Deployment groups that hold the device in Entra, as they are and not as reads show them. */
function held(engine: Engine, { entraObjectId }: Device): string[] {
  const holding = [...engine.sandbox.tenant.world().groups.values()].filter(
    ({ displayName, members }) => rings.includes(displayName) && members.has(entraObjectId ?? ''),
  );
  return holding.map(({ displayName }) => displayName.replace('Modern Workplace Devices-', ''));
}

/** Announcements of complete moves that digests told, by device key and what happened. */
async function told(engine: Engine): Promise<string[]> {
  engine.sandbox.clock.advance(engine.policy.digestDelay);
  await engine.turn();
  const digests = await Array.fromAsync(everyRecord(engine.ports.store, 'digests', {}));
  const moved = digests.filter(({ kind }) => kind === 'moved').flatMap(({ devices }) => devices);
  return moved.map(({ serialNumber, detail }) => `${serialNumber}: ${detail}`).sort();
}

describe('moves between deployment groups', function () {
  this.timeout(10 * minute);
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  it('are carried out, read back, and told once', async () => {
    engine = await start(3);
    await ask(engine, 'First');
    await engine.turn();
    assert.ok((await engine.devices()).every(({ deploymentGroup }) => deploymentGroup?.name === 'Broad'));
    const devices = await engine.until(isIn('First'));
    for (const device of devices) {
      assert.deepEqual(held(engine, device), ['First']);
      assert.deepEqual(device.deploymentGroup, { name: 'First', assignedBy: 'admin', pending: false });
      assert.equal(device.status, 'ready');
    }
    const expected = devices.map(
      ({ serialNumber }) => `${serialNumber}: From Broad to First, asked for by Megan Bowen`,
    );
    assert.deepEqual(await told(engine), expected.sort());
    const posted = engine.ports.courier.digests.filter(({ digest }) => digest.kind === 'moved');
    assert.equal(posted.length, 1);
    assert.deepEqual(engine.ports.courier.cards.at(-1)?.deploymentGroups, [{ name: 'First', count: 3 }]);
    assert.deepEqual(await remediate(engine.ports, engine.policy), { doubtful: 0 });
  });

  it('lead to Test and, by Automatic, out of it again', async () => {
    engine = await start(2);
    await ask(engine, 'Test');
    for (const device of await engine.until(isIn('Test'))) assert.deepEqual(held(engine, device), ['Test']);
    assert.deepEqual(await remediate(engine.ports, engine.policy), { doubtful: 0 });
    await ask(engine, 'Automatic');
    for (const device of await engine.until(isIn('Broad'))) {
      assert.deepEqual(held(engine, device), ['Broad']);
      assert.equal(device.deploymentGroup?.assignedBy, 'auto');
    }
  });

  it('follow the latest request, also when it takes the first one back', async () => {
    engine = await start(2);
    await ask(engine, 'First');
    await engine.turn();
    await ask(engine, 'Broad');
    for (const device of await engine.until(isIn('Broad'))) assert.deepEqual(held(engine, device), ['Broad']);
    assert.deepEqual(await told(engine), []);
  });

  it('are not disturbed by the hourly remediation, however often it looks in between', async () => {
    engine = await start(3);
    await ask(engine, 'First');
    for (let rounds = 0; rounds < 40; rounds += 1) {
      await remediate(engine.ports, engine.policy);
      await engine.turn();
      for (const device of await engine.devices()) assert.ok(held(engine, device).length > 0);
      engine.sandbox.clock.advance(10_000);
    }
    const devices = await engine.devices();
    assert.ok(devices.every(isIn('First')));
    for (const device of devices) assert.deepEqual(held(engine, device), ['First']);
    assert.equal((await told(engine)).length, 3);
    const kinds = new Set(engine.ports.courier.digests.map(({ digest }) => digest.kind));
    assert.ok(!kinds.has('corrected'));
  });

  it('that nobody looks at any more are found by the hourly remediation', async () => {
    engine = await start(2);
    await ask(engine, 'First');
    for (const device of await engine.devices()) {
      await engine.ports.store.replace('devices', { ...device, dueAt: undefined });
    }
    await engine.turn();
    assert.ok((await engine.devices()).every(({ dueAt }) => dueAt === undefined));
    assert.deepEqual(await remediate(engine.ports, engine.policy), { doubtful: 2 });
    for (const device of await engine.until(isIn('First'))) assert.deepEqual(held(engine, device), ['First']);
  });

  const refusals: [string, { route: string; method: string; status: number; when?: 'after' }][] = [
    ['joining is refused', { route: '/groups/*', method: 'PATCH', status: 403 }],
    ['Graph is not there for joining', { route: '/groups/*', method: 'PATCH', status: 503 }],
    ['Graph joins and does not say so', { route: '/groups/*', method: 'PATCH', status: 503, when: 'after' }],
    ['leaving is refused', { route: '/groups/*/members/*/$ref', method: 'DELETE', status: 403 }],
    [
      'Graph leaves and does not say so',
      { route: '/groups/*/members/*/$ref', method: 'DELETE', status: 503, when: 'after' },
    ],
  ];
  for (const [name, fault] of refusals) {
    it(`go on when ${name}`, async () => {
      // What Graph answers with 503 is repeated after a while, which a clock moved by hand would not let pass.
      engine = await start(2, undefined, { manual: false, speed: 2_000 });
      const { id } = engine.sandbox.faults.add(fault);
      const alone = engine.sandbox.faults.add({ route: '/groups/*/members/$ref', method: 'POST', status: 403 });
      await ask(engine, 'First');
      for (let rounds = 0; rounds < 12; rounds += 1) {
        await engine.turn();
        for (const device of await engine.devices()) assert.ok(held(engine, device).length > 0);
        engine.sandbox.clock.advance(minute);
      }
      engine.sandbox.faults.remove(id);
      engine.sandbox.faults.remove(alone.id);
      for (const device of await engine.until(isIn('First'))) assert.deepEqual(held(engine, device), ['First']);
      assert.equal((await told(engine)).length, 2);
    });
  }

  it('that cannot be completed are told to administrators, once, and completed when they can be', async () => {
    engine = await start(2);
    engine.sandbox.faults.add({ route: '/groups/*', method: 'PATCH', status: 400 });
    engine.sandbox.faults.add({ route: '/groups/*/members/$ref', method: 'POST', status: 400 });
    await ask(engine, 'First');
    for (let rounds = 0; rounds < 40; rounds += 1) {
      await engine.turn();
      engine.sandbox.clock.advance(5 * minute);
    }
    const digests = engine.ports.courier.digests.filter(({ digest }) => digest.kind === 'attention');
    assert.deepEqual(
      digests.map(({ digest }) => digest.devices.map(({ problem }) => problem)),
      [['stuck-linked', 'stuck-linked']],
    );
    engine.sandbox.faults.clear();
    const devices = await engine.until(isIn('First'));
    assert.ok(devices.every(({ problem }) => problem === undefined));
  });
});

describe('a process that dies during a move', function () {
  this.timeout(30 * minute);

  /** From the request to the last digest, revived whenever it dies; the person asks again when the request itself died. */
  async function play(engine: Engine, life: Mortality): Promise<void> {
    life.count = 0;
    life.armed = true;
    await playThroughDeath(engine, life, async () => {
      await ask(engine, 'First');
      await engine.until(isIn('First'));
    });
  }

  async function check(engine: Engine, dying: string): Promise<void> {
    for (const device of await engine.devices()) {
      assert.deepEqual(held(engine, device), ['First'], dying);
      assert.deepEqual(device.deploymentGroup, { name: 'First', assignedBy: 'admin', pending: false }, dying);
    }
    const devices = await told(engine);
    assert.deepEqual([devices.length, new Set(devices).size], [3, 3], dying);
  }

  for (const when of ['before', 'after'] as const) {
    it(`${when} an operation takes effect leaves every device in exactly one group, told once`, async () => {
      const immortal = mortality();
      const engine = await start(3, immortal);
      await play(engine, immortal);
      await check(engine, 'alive');
      const operations = immortal.count;
      await engine.close();
      assert.ok(operations > 20, `${operations} operations`);
      for (let dieAt = when === 'before' ? 1 : 2; dieAt <= operations; dieAt += step) {
        const life = mortality(dieAt, when);
        const revived = await start(3, life);
        try {
          await play(revived, life);
          await check(revived, `died ${when} operation ${dieAt} of ${operations}`);
        } finally {
          await revived.close();
        }
      }
    });
  }
});
