import assert from 'node:assert/strict';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { removeDevices } from '../../src/registration/removal/removeDevices.ts';
import { createEngine, type Engine } from '../support/engine.ts';
import { type Mortality, mortality } from '../support/mortal.ts';
import { playThroughDeath } from '../support/playThroughDeath.ts';

const count = 3;
const minute = 60_000;
const actor = { id: 'megan', name: 'Megan Bowen' };
const isRemoved = ({ status }: Device) => status === 'removed';

/** Three devices in use that somebody wants removed; one of them is assigned to a user. From the request on it may die. */
async function start(life: Mortality): Promise<Engine & { deviceIds: string[] }> {
  const engine = await createEngine({ life, latencies: 'quick', signInAfter: minute, throttling: false });
  await engine.register(1, { prefix: 'USER', assignedUser: 'LynneR@contoso.example' });
  await engine.register(count - 1);
  const devices = await engine.until(({ status }) => status === 'active', 8 * 60 * minute);
  // What is left to tell about the registration is told before.
  engine.sandbox.clock.advance(engine.policy.digestDelay);
  await engine.turn();
  life.count = 0;
  life.armed = true;
  return { ...engine, deviceIds: devices.map(({ id }) => id) };
}

/** The request and the removal, to the last digest, revived whenever it dies. Who pressed the button presses it again when nothing came back. */
async function play(engine: Engine & { deviceIds: string[] }, life: Mortality): Promise<void> {
  let answered = false;
  await playThroughDeath(engine, life, async () => {
    if (!answered) await removeDevices({ deviceIds: engine.deviceIds, actor, activityId: undefined }, engine.ports);
    answered = true;
    await engine.until(isRemoved, 8 * 60 * minute);
  });
}

async function check(engine: Engine, dying: string): Promise<void> {
  const devices = await engine.devices();
  assert.equal(devices.length, count, dying);
  assert.ok(devices.every(isRemoved), dying);
  const world = engine.sandbox.tenant.world();
  assert.deepEqual([world.managed.size, world.autopilot.size, world.devices.size], [0, 0, count], dying);
  engine.sandbox.clock.advance(10 * minute);
  const members = [...engine.sandbox.tenant.world().groups.values()].flatMap((group) => [...group.members.keys()]);
  assert.deepEqual(
    members.filter((id) => world.devices.has(id)),
    [],
    dying,
  );
  const digests = await Array.fromAsync(everyRecord(engine.ports.store, 'digests', {}));
  const removed = digests.filter(({ kind }) => kind === 'removed');
  const told = removed.flatMap((digest) => digest.devices.map(({ key }) => key));
  assert.deepEqual(told.sort(), devices.map(({ id }) => id).sort(), dying);
  assert.ok(
    digests.every(({ state, kind }) => state === 'done' && kind !== 'stuck'),
    dying,
  );
  assert.ok(
    devices.every(({ announcements, problem }) => announcements.length === 0 && problem === undefined),
    dying,
  );
}

describe('a process that dies at any write or call to Microsoft of a removal', function () {
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
    it(`${when} the operation takes effect: every device removed, told once`, async () => {
      assert.ok(operations > 30, `${operations} operations`);
      const step = Number(process.env['CRASH_SWEEP'] ?? 7);
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
