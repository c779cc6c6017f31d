import assert from 'node:assert/strict';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import type { Policy } from '../../../src/registration/policy/policy.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { hourlyLook, postedKinds } from '../../support/hourly.ts';

const minute = 60_000;
const broad = 'Modern Workplace Devices-Broad';
const megan = { id: 'm', name: 'Megan' };

describe('a deployment group that the policy has no longer', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine({ throttling: false });
    await subscribe({ id: 'it', name: 'IT', actor: megan, activityId: undefined }, engine.ports);
  });
  afterEach(() => engine.close());

  function change(groups: (known: Policy['deployment']['groups']) => Policy['deployment']['groups']): void {
    const { deployment } = engine.policy;
    Object.assign(engine.policy, { deployment: { ...deployment, groups: groups(deployment.groups) } });
  }

  const rename = () =>
    change((groups) => groups.map((each) => (each.name === 'Broad' ? { ...each, name: 'Wide' } : each)));

  /** The deployment groups each device is in, as Entra has them. */
  async function places(): Promise<(string | undefined)[][]> {
    const groups = [...engine.sandbox.tenant.world().groups.values()];
    const of = ({ entraObjectId = '' }: Device) =>
      groups.filter(({ members }) => members.has(entraObjectId)).map(({ displayName }) => displayName);
    return (await engine.devices()).map((device) => [
      device.status,
      device.deploymentGroup?.name,
      ...of(device).filter((name) => /Devices-(Test|First|Fast|Broad)/.test(name)),
    ]);
  }

  async function hours(count: number): Promise<void> {
    for (let passed = 0; passed < count; passed += 1) {
      await hourlyLook(engine);
      for (let turns = 0; turns < 12; turns += 1) {
        engine.sandbox.clock.advance(5 * minute);
        await engine.turn();
      }
    }
  }

  async function toStep(step: Device['step']): Promise<void> {
    for (let turns = 0; turns < 5_000; turns += 1) {
      await engine.turn();
      if ((await engine.devices()).every((device) => device.step === step)) return;
      engine.sandbox.clock.advance(1_000);
    }
    assert.fail(`never ${step}`);
  }

  it('that was only renamed keeps its devices, and nobody is told of it', async () => {
    await engine.register(3);
    await engine.until(({ status }) => status === 'ready');
    const wide = ['ready', 'Wide', broad];
    const before = await places();
    assert.ok(before.some(([, name]) => name === 'Broad'));
    rename();
    await hours(2);
    assert.deepEqual(
      await places(),
      before.map((place) => (place[1] === 'Broad' ? wide : place)),
    );
    assert.deepEqual(postedKinds(engine), ['ready 3', 'ready 3']);
  });

  for (const step of ['linked', 'grouped'] as const) {
    it(`that was renamed under a device that is ${step} keeps it`, async () => {
      await engine.register(1);
      await toStep(step);
      rename();
      await engine.until(({ status }) => status === 'ready');
      assert.deepEqual(await places(), [['ready', 'Wide', broad]]);
    });
  }

  it('that is gone is replaced by the shares, and no device is ready meanwhile', async () => {
    await engine.register(1);
    await engine.until(({ status }) => status === 'ready');
    await engine.register(1, { prefix: 'LATER' });
    for (
      let turns = 0;
      (await engine.devices()).some(({ step }) => step !== 'linked' && step !== 'assigned');
      turns += 1
    ) {
      assert.ok(turns < 5_000);
      await engine.turn();
      engine.sandbox.clock.advance(1_000);
    }
    change((groups) =>
      groups.flatMap((each) => (each.name === 'Broad' ? [] : [{ ...each, share: each.name === 'Fast' ? 95 : 5 }])),
    );
    await hourlyLook(engine);
    for (const { status, deploymentGroup } of await engine.devices())
      assert.ok(status !== 'ready' || deploymentGroup?.name === 'Fast');
    await hours(3);
    for (const [status, name, ...groups] of await places()) {
      assert.deepEqual([status, name], ['ready', 'Fast']);
      // The old group is not the policy's any more, so that nobody touches it.
      assert.ok(groups.includes('Modern Workplace Devices-Fast'));
    }
  });

  it('that a device in two others had is replaced before these are left', async () => {
    await engine.register(1);
    const [device] = await engine.until(({ status }) => status === 'ready');
    engine.sandbox.tenant.editGroup('Modern Workplace Devices-First', 'add', device?.serialNumber ?? '');
    engine.sandbox.tenant.editGroup('Modern Workplace Devices-Test', 'add', device?.serialNumber ?? '');
    change((groups) => groups.filter(({ name }) => name !== 'Broad').map((each) => ({ ...each, share: 50 })));
    await hourlyLook(engine);
    const [withdrawn] = await places();
    assert.equal(withdrawn?.[0], 'pending');
    assert.ok(withdrawn?.includes('Modern Workplace Devices-First'));
    await hours(3);
    const [after] = await places();
    assert.deepEqual([after?.[0], after?.[1]], ['ready', 'Fast']);
    assert.ok(after?.includes('Modern Workplace Devices-Fast') && !after.includes('Modern Workplace Devices-First'));
  });
});
