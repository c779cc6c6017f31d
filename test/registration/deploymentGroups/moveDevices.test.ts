import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moveDevices } from '../../../src/registration/deploymentGroups/moveDevices.ts';
import { countDeploymentGroups } from '../../../src/registration/lifecycle/deploymentCounts.ts';
import type { DeploymentPlace, Device } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';

const megan = { id: 'megan', name: 'Megan Bowen' };
const adele = { id: 'adele', name: 'Adele Vance' };
const broad: DeploymentPlace = { name: 'Broad', assignedBy: 'auto', pending: false };
const toFirst = { name: 'First', assignedBy: 'admin', by: adele, at: 1 } as const;

/** A world with these devices in it, ready and in Broad where nothing else is said. */
async function worldOf(...changes: Partial<Device>[]) {
  const world = memoryWorld();
  await world.store.createAll(
    'devices',
    changes.map((change, index) =>
      buildDevice({
        id: `D|${index}`,
        serialNumber: `S${index}`,
        status: 'ready',
        step: 'assigned',
        dueAt: undefined,
        deploymentGroup: broad,
        ...change,
      }),
    ),
  );
  const ids = changes.map((_, index) => `D|${index}`);
  const ask = async (choice: string, deviceIds: readonly string[] = ids, actor = megan) => {
    const outcome = await moveDevices({ deviceIds, choice, actor, activityId: 'm1' }, world, defaultPolicy);
    return outcome.kind === 'answered' ? outcome.answers.map(({ result }) => result) : outcome;
  };
  const device = async (id = 'D|0') => {
    const found = await world.store.get('devices', id);
    assert.ok(found);
    return found;
  };
  const audit = () => Array.fromAsync(everyRecord(world.store, 'audit', {}));
  return { ...world, ask, device, audit };
}

describe('a request to move devices', () => {
  it('is stored with who asked, due at once, in the history and the audit; the group stays until it is read back', async () => {
    const world = await worldOf({ looks: 3 });
    assert.deepEqual(await world.ask('first'), [{ kind: 'moving', from: 'Broad', to: 'First', insteadOf: undefined }]);
    const device = await world.device();
    const at = world.clock.now();
    assert.deepEqual(device.deploymentGroup, {
      ...broad,
      movingTo: { name: 'First', assignedBy: 'admin', by: megan, at },
    });
    assert.deepEqual([device.dueAt, device.looks], [at, 0]);
    assert.equal(device.timeline.at(-1)?.text, 'Move to First asked for by Megan Bowen');
    const [entry, ...more] = await world.audit();
    assert.deepEqual(
      [entry?.action, entry?.subject, entry?.actor, entry?.activityId],
      ['askedToMove', 'D|0', megan, 'm1'],
    );
    assert.equal(more.length, 0);
  });

  it('is refused while it is known that the group does not exist', async () => {
    const world = await worldOf({});
    const group = 'Modern Workplace Devices-Fast';
    await world.store.create('notices', { id: `group:${group}`, since: 1, sentence: '', remedy: '' });
    const reason = `there is no Entra group named ${group}, or there are two`;
    assert.deepEqual(await world.ask('Fast'), [{ kind: 'refused', reason }]);
    assert.equal((await world.device()).deploymentGroup?.movingTo, undefined);
    assert.deepEqual(await world.ask('First'), [{ kind: 'moving', from: 'Broad', to: 'First', insteadOf: undefined }]);
  });

  it('is refused with a reason for each device it cannot be done for, and done for the others', async () => {
    const world = await worldOf(
      { status: 'pending', step: 'linked' },
      { status: 'failed' },
      { status: 'removed' },
      { status: 'active', removal: { by: adele, at: 1 } },
      { deploymentGroup: { ...broad, name: 'First', assignedBy: 'admin' } },
      { deploymentGroup: { ...broad, movingTo: { ...toFirst } } },
      { deploymentGroup: undefined },
      { status: 'inactive' },
    );
    const results = await world.ask('First', [...Array.from({ length: 8 }, (_, index) => `D|${index}`), 'X|9']);
    assert.ok(Array.isArray(results));
    assert.deepEqual(
      results.map((result) => (result.kind === 'refused' ? result.reason : result.kind)),
      [
        'its registration is pending; it can be moved when it is ready for user',
        'its registration failed; that has to be put right first',
        'it was removed',
        'it is being removed, as Adele Vance asked',
        'already in First',
        'already on its way to First, asked for by Adele Vance',
        'it has no deployment group',
        'moving',
        'not known here',
      ],
    );
    assert.equal((await world.audit()).length, 1);
    assert.equal((await world.device('D|0')).version, 1);
  });

  it('asked for twice changes nothing the second time', async () => {
    const world = await worldOf({}, {});
    await world.ask('First', ['D|0', 'D|0', 'D|1']);
    const before = await world.device();
    const again = await world.ask('First');
    assert.ok(Array.isArray(again) && again.every(({ kind }) => kind === 'refused'));
    assert.deepEqual(await world.device(), before);
    assert.equal((await world.audit()).length, 2);
  });

  it('replaces a move under way, says so, and starts its time anew', async () => {
    const world = await worldOf({
      deploymentGroup: { ...broad, movingTo: toFirst },
      correctingSince: 1,
      looks: 9,
      problem: { code: 'stuck-linked', at: 1 },
    });
    assert.deepEqual(await world.ask('Fast'), [{ kind: 'moving', from: 'Broad', to: 'Fast', insteadOf: 'First' }]);
    const device = await world.device();
    assert.deepEqual([device.correctingSince, device.looks, device.problem], [undefined, 0, undefined]);
    assert.equal(device.timeline.at(-1)?.text, 'Move to Fast asked for by Megan Bowen, instead of First');
    // Taken back: the device may be in First by now, so the pass has to look.
    assert.deepEqual(await world.ask('Broad'), [{ kind: 'moving', from: 'Broad', to: 'Broad', insteadOf: 'Fast' }]);
    assert.deepEqual((await world.device()).deploymentGroup?.movingTo?.insteadOf, ['First', 'Fast']);
  });

  it('for the group it is in by itself makes that an administrator’s choice, and Automatic releases it again', async () => {
    const world = await worldOf({});
    assert.deepEqual(await world.ask('Automatic'), [
      { kind: 'refused', reason: 'already assigned automatically, to Broad' },
    ]);
    assert.deepEqual(await world.ask('Broad'), [{ kind: 'relabelled', name: 'Broad' }]);
    assert.deepEqual((await world.device()).deploymentGroup, { ...broad, assignedBy: 'admin' });
    assert.deepEqual(await world.ask('Broad'), [{ kind: 'refused', reason: 'already in Broad' }]);
    assert.deepEqual(await world.ask('AUTOMATIC'), [{ kind: 'relabelled', name: 'Broad' }]);
    const device = await world.device();
    assert.deepEqual(device.deploymentGroup, broad);
    assert.equal(device.dueAt, undefined);
    assert.equal(
      device.timeline.at(-1)?.text,
      'Automatic deployment group, Broad, asked for by Megan Bowen; it is there already',
    );
  });

  it('does not know groups that are none', async () => {
    const world = await worldOf({});
    for (const choice of ['', 'Firsst', 'Modern Workplace Devices-First', '__proto__']) {
      assert.deepEqual(await world.ask(choice), {
        kind: 'unknownChoice',
        choices: ['First', 'Fast', 'Broad', 'Test', 'Automatic'],
      });
    }
    assert.equal((await world.device()).version, 1);
  });

  it('is judged again when the device changes between reading and writing', async () => {
    const world = await worldOf({});
    let raced = false;
    const store: typeof world.store = {
      ...world.store,
      async replace(collection, record) {
        if (!raced && collection === 'devices') {
          raced = true;
          const current = await world.device();
          await world.store.replace('devices', { ...current, status: 'failed' });
        }
        return world.store.replace(collection, record);
      },
    };
    const request = { deviceIds: ['D|0'], choice: 'First', actor: megan, activityId: undefined };
    const outcome = await moveDevices(request, { ...world, store }, defaultPolicy);
    assert.ok(outcome.kind === 'answered');
    assert.deepEqual(outcome.answers[0]?.result, {
      kind: 'refused',
      reason: 'its registration failed; that has to be put right first',
    });
  });

  it('counts a device where it is going', async () => {
    const world = await worldOf({}, { deploymentGroup: { ...broad, movingTo: toFirst } }, {});
    assert.deepEqual(await countDeploymentGroups(world.store, defaultPolicy), { First: 1, Fast: 0, Broad: 2, Test: 0 });
  });

  it('releases any number of devices in any portions, on their way or not, to within one device of each share', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: fc.constantFrom('First', 'Test', 'Fast'), arrives: fc.boolean() }), {
          minLength: 1,
          maxLength: 120,
        }),
        fc.integer({ min: 1, max: 50 }),
        async (wanted, portion) => {
          const world = await worldOf(
            ...wanted.map(({ name }) => ({ deploymentGroup: { name, assignedBy: 'admin' as const, pending: false } })),
          );
          const ids = wanted.map((_, index) => `D|${index}`);
          for (let start = 0; start < ids.length; start += portion) {
            const part = ids.slice(start, start + portion);
            await world.ask('Automatic', part);
            for (const id of part) {
              const device = await world.device(id);
              const movingTo = device.deploymentGroup?.movingTo;
              if (movingTo === undefined || wanted[ids.indexOf(id)]?.arrives !== true) continue;
              const deploymentGroup = { name: movingTo.name, assignedBy: movingTo.assignedBy, pending: false };
              await world.store.replace('devices', { ...device, deploymentGroup });
            }
          }
          const counts = await countDeploymentGroups(world.store, defaultPolicy);
          assert.equal(counts['Test'], 0);
          for (const { name, share } of defaultPolicy.deployment.groups) {
            const off = Math.abs((counts[name] ?? 0) - (share * ids.length) / 100);
            assert.ok(off <= 1, `${name}: ${counts[name]} of ${ids.length}`);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('of any number counts the deployment groups once', async () => {
    const inTest = { deploymentGroup: { name: 'Test', assignedBy: 'admin' as const, pending: false } };
    const world = await worldOf(...Array.from({ length: 50 }, () => inTest));
    let counts = 0;
    const { count } = world.store;
    world.store.count = (...given) => {
      counts += 1;
      return count.apply(world.store, given);
    };
    await world.ask('Automatic');
    assert.equal(counts, 4);
  });

  it('released from Test one after the other, devices are shared out as if they registered', async () => {
    const inTest = { deploymentGroup: { name: 'Test', assignedBy: 'admin' as const, pending: false } };
    const world = await worldOf(...Array.from({ length: 100 }, () => inTest));
    await world.ask('Automatic');
    assert.deepEqual(await countDeploymentGroups(world.store, defaultPolicy), {
      First: 5,
      Fast: 15,
      Broad: 80,
      Test: 0,
    });
  });
});
