import assert from 'node:assert/strict';
import { allowRenames, mayRename, readHeld } from '../../../src/registration/naming/consent.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const megan = { id: 'megan', name: 'Megan Bowen' };

describe('renaming many devices', () => {
  let world: ReturnType<typeof memoryWorld>;
  beforeEach(() => {
    world = memoryWorld();
  });
  afterEach(() => world.store.close());
  const may = (devices: number, inUse: number, policy = defaultPolicy) => mayRename(devices, inUse, world, policy);
  const allow = (shown = defaultPolicy.naming.template) =>
    allowRenames({ shown, actor: megan, activityId: 'click' }, world, defaultPolicy);
  const notices = async () => (await world.store.query('notices', { limit: 5 })).items;

  it('needs nobody’s word where they are few', async () => {
    for (const [devices, inUse] of [
      [1, 1],
      [20, 20],
      [21, 210],
      [1_000, 10_000],
    ] as const)
      assert.equal(await may(devices, inUse), true, `${devices} of ${inUse}`);
    for (const [devices, inUse] of [
      [21, 21],
      [21, 209],
      [1_001, 10_000],
    ] as const)
      assert.equal(await may(devices, inUse), false, `${devices} of ${inUse}`);
  });

  it('is held back and told once, until an administrator allows it', async () => {
    for (const _ of [1, 2, 3]) assert.equal(await may(412, 500), false);
    const [notice, ...others] = await notices();
    assert.equal(others.length, 0);
    assert.match(
      notice?.sentence ?? '',
      /^412 devices have names that do not follow the naming convention MMD-%RAND:11%/,
    );
    assert.deepEqual(await readHeld(world, defaultPolicy), { template: 'MMD-%RAND:11%', devices: 412 });
    assert.equal(await allow(), 'allowed');
    assert.equal(await allow(), 'same');
    assert.equal(await readHeld(world, defaultPolicy), undefined);
    assert.equal(await may(412, 500), true);
    assert.deepEqual(await notices(), []);
    const { items } = await world.store.query('audit', { limit: 5 });
    assert.deepEqual(
      items.map(({ action, actor, detail, activityId }) => [action, actor, detail, activityId]),
      [['allowedRenames', megan, { template: 'MMD-%RAND:11%', devices: 412 }, 'click']],
    );
  });

  it('is allowed for one template, and asked for anew with another', async () => {
    await allow();
    const policy = { ...defaultPolicy, naming: { ...defaultPolicy.naming, template: 'LAB-%RAND:9%' } };
    assert.equal(await may(412, 500, policy), false);
    assert.match((await notices())[0]?.sentence ?? '', /LAB-%RAND:9%/);
    assert.equal(await may(412, 500), true);
  });

  it('is not allowed for a template that the convention is not', async () => {
    await may(412, 500);
    assert.equal(await allow('EVIL-%RAND:5%'), 'differs');
    assert.equal(await may(412, 500), false);
  });

  it('is not held back any more where names were put right by hand', async () => {
    await may(412, 500);
    await may(3, 500);
    assert.equal(await readHeld(world, defaultPolicy), undefined);
    assert.deepEqual(await notices(), []);
  });
});
