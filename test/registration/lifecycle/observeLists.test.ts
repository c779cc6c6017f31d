import assert from 'node:assert/strict';
import { createEngine, type Engine } from '../../support/engine.ts';
import { hourlyLook, postedKinds } from '../../support/hourly.ts';
import { shortList } from '../../support/shortList.ts';

const megan = { id: 'm', name: 'Megan' };

describe('a look at lists that lag', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const world = () => engine.sandbox.tenant.world();
  const ready = async (count: number) => {
    engine = await createEngine({ throttling: false });
    await engine.register(count);
    await engine.until(({ status }) => status === 'ready');
    engine.sandbox.clock.advance(2 * 60_000);
    await engine.turn();
    return [...world().autopilot.keys()].filter((_, index) => index % 2 === 0);
  };
  const statuses = async () => [...new Set((await engine.devices()).map(({ status }) => status))];

  it('keeps devices ready that the lists of Autopilot do not show', async () => {
    const hidden = await ready(40);
    const told = postedKinds(engine);
    shortList(world().autopilot, (id) => hidden.includes(id));
    await hourlyLook(engine);
    await hourlyLook(engine);
    assert.deepEqual([await statuses(), postedKinds(engine)], [['ready'], told]);
  });

  it('keeps devices ready that the members of a group do not show', async () => {
    await ready(40);
    const told = postedKinds(engine);
    const group = [...world().groups.values()].find(
      ({ displayName }) => displayName === 'Modern Workplace Devices-All',
    );
    assert.ok(group);
    const hidden = [...group.members.keys()].slice(20);
    shortList(group.members, (id) => hidden.includes(id));
    await hourlyLook(engine);
    assert.deepEqual([await statuses(), postedKinds(engine)], [['ready'], told]);
  });

  it('finishes no removal because a list does not show the identity', async () => {
    const hidden = await ready(30);
    const deviceIds = (await engine.devices()).map(({ id }) => id);
    await engine.registration.removeDevices({ deviceIds, actor: megan, activityId: undefined });
    const whole = shortList(world().autopilot, (id) => hidden.includes(id));
    await engine.turn();
    engine.sandbox.clock.advance(60_000);
    await engine.turn();
    whole();
    const gone = (await engine.devices()).filter(({ status }) => status === 'removed');
    const left = [...world().autopilot.values()].map(({ serialNumber }) => serialNumber);
    assert.ok(gone.every(({ serialNumber }) => !left.includes(serialNumber)));
    await engine.until(({ status }) => status === 'removed');
    assert.equal(world().autopilot.size, 0);
  });

  it('goes on with the others when one identity always answers 500', async () => {
    engine = await createEngine({ throttling: false });
    await engine.register(3);
    await engine.until(({ step }) => step === 'imported');
    const [bad] = await engine.devices();
    const route = `/deviceManagement/windowsAutopilotDeviceIdentities/${bad?.autopilotId}**`;
    engine.sandbox.faults.add({ route, status: 500 });
    const { turn } = engine;
    engine.turn = () => turn().catch(() => undefined);
    const isOther = ({ id }: { id: string }) => id !== bad?.id;
    await engine.until((device) => !isOther(device) || device.status === 'ready');
    engine.sandbox.faults.clear();
    await engine.until(({ status }) => status === 'ready');
  });
});
