import assert from 'node:assert/strict';
import { subscribe } from '../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { createEngine, type Engine } from '../support/engine.ts';
import { type Mortality, mortality } from '../support/mortal.ts';
import { playThroughDeath } from '../support/playThroughDeath.ts';

const count = 20;
const minute = 60_000;
/** Every operation of the journey is somewhere in the sweep; `npm test` takes each so-manieth, `CRASH_SWEEP=1` takes all. */
const step = Number(process.env['CRASH_SWEEP'] ?? 13);
const isActive = ({ status }: Device) => status === 'active';

async function start(life: Mortality): Promise<Engine> {
  const engine = await createEngine({ life, latencies: 'quick', signInAfter: minute, throttling: false });
  await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, engine.ports);
  await engine.register(count);
  // Only from here on it may die: what was registered is acknowledged.
  life.count = 0;
  life.armed = true;
  return engine;
}

/** The journey to Active and the last digest, revived whenever it dies. */
function play(engine: Engine, life: Mortality): Promise<void> {
  return playThroughDeath(engine, life, () => engine.until(isActive, 8 * 60 * minute));
}

async function check(engine: Engine, dying: string): Promise<void> {
  const devices = await engine.devices();
  assert.equal(devices.length, count, dying);
  assert.ok(devices.every(isActive), dying);
  assert.deepEqual([...engine.sandbox.tenant.world().importsReceived.values()], Array(count).fill(1), dying);
  assert.equal(engine.sandbox.tenant.world().imports.size, 0, dying);
  const digests = await Array.fromAsync(everyRecord(engine.ports.store, 'digests', {}));
  for (const kind of ['ready', 'active']) {
    const told = digests
      .filter((digest) => digest.kind === kind)
      .flatMap((digest) => digest.devices.map(({ key }) => key));
    assert.deepEqual(told.sort(), devices.map(({ id }) => id).sort(), `${dying}: ${kind}`);
    const posted = new Set(
      engine.ports.courier.digests.filter(({ digest }) => digest.kind === kind).map(({ digest }) => digest.id),
    );
    assert.equal(posted.size, digests.filter((digest) => digest.kind === kind).length, `${dying}: ${kind} posted`);
  }
  assert.ok(
    digests.every(({ state }) => state === 'done'),
    dying,
  );
  assert.ok(
    devices.every(({ announcements }) => announcements.length === 0),
    dying,
  );
}

describe('a process that dies at any write or call to Microsoft', function () {
  this.timeout(30 * minute);

  let operations = 0;
  before(async () => {
    const life = mortality();
    const engine = await start(life);
    await play(engine, life);
    await check(engine, 'alive');
    operations = life.count;
    await engine.close();
  });

  for (const when of ['before', 'after'] as const) {
    it(`${when} the operation takes effect: every device Active, told once, imported once`, async () => {
      assert.ok(operations > 100, `${operations} operations`);
      for (let dieAt = when === 'before' ? 1 : 2; dieAt <= operations; dieAt += step) {
        const life = mortality(dieAt, when);
        const engine = await start(life);
        try {
          await play(engine, life);
          await check(engine, `died ${when} operation ${dieAt} of ${operations}`);
        } finally {
          await engine.close();
        }
      }
    });
  }
});
