import assert from 'node:assert/strict';
import { cancel } from '../../src/registration/batches/cancel.ts';
import { register } from '../../src/registration/batches/register.ts';
import { moveDevices } from '../../src/registration/deploymentGroups/moveDevices.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import type { Store } from '../../src/registration/ports/store.ts';
import { removeDevices } from '../../src/registration/removal/removeDevices.ts';
import { retry } from '../../src/registration/retry/retry.ts';
import { confirmActive } from '../../src/registration/shipping/confirmActive.ts';
import { markShipped } from '../../src/registration/shipping/markShipped.ts';
import { auditRequest } from '../../src/registration/writeAudit.ts';
import { buildDevice } from '../support/buildDevice.ts';
import { storedBatch } from '../support/buildStored.ts';
import { memoryWorld } from '../support/memoryWorld.ts';
import { Killed, mortal, mortality } from '../support/mortal.ts';

type World = ReturnType<typeof memoryWorld>;

const actor = { id: 'megan', name: 'Megan Bowen' };
const by = { actor, activityId: 'message' };
const deviceIds = ['D|A', 'D|B'];
const serialNumbers = ['A', 'B'];
const batchId = 'batch';

const changed = async (store: Store, isDone: (device: ReturnType<typeof buildDevice>) => boolean) =>
  (await Array.fromAsync(everyRecord(store, 'devices', {}))).filter(isDone).map(({ id }) => id);
const decided = async (store: Store) => {
  const batch = await store.get('batches', batchId);
  return batch?.state === 'draft' ? [] : [batchId];
};
const choice = { profile: 'Standard', sharedMode: false, note: undefined };

/** Each act, and what it has done so far: subjects of which the audit must tell. */
const acts: Record<string, { act(world: World): Promise<unknown>; done(store: Store): Promise<string[]> }> = {
  askedToMove: {
    act: (world) => moveDevices({ deviceIds, choice: 'First', ...by }, world, defaultPolicy),
    done: (store) => changed(store, ({ deploymentGroup }) => deploymentGroup?.movingTo !== undefined),
  },
  askedToRemove: {
    act: (world) => removeDevices({ deviceIds, ...by }, world),
    done: (store) => changed(store, ({ removal }) => removal !== undefined),
  },
  askedToRetry: {
    act: (world) => retry({ scope: { kind: 'devices', serialNumbers: ['C'] }, ...by }, world, defaultPolicy),
    done: async (store) => ((await store.count('retries', {})) > 0 ? ['C'] : []),
  },
  askedToRegister: {
    act: (world) => register({ batchId, ...choice, ...by }, world, defaultPolicy),
    done: decided,
  },
  askedToCancel: { act: (world) => cancel({ batchId, ...by }, world, defaultPolicy), done: decided },
  askedToMarkShipped: {
    act: (world) => markShipped({ scope: { serialNumbers }, ...by }, world),
    done: async (store) =>
      (await changed(store, ({ shipped }) => shipped !== undefined)).length > 0 ? ['devices'] : [],
  },
  askedToConfirm: {
    act: (world) => confirmActive({ scope: { serialNumbers }, ...by }, world),
    done: async (store) =>
      (await changed(store, ({ confirmed }) => confirmed !== undefined)).length > 0 ? ['devices'] : [],
  },
};

async function worldOf(): Promise<World> {
  const world = memoryWorld();
  const deploymentGroup = { name: 'Broad', assignedBy: 'auto', pending: false } as const;
  for (const serialNumber of serialNumbers) {
    const names = { id: `D|${serialNumber}`, serialNumber };
    await world.store.create('devices', buildDevice({ ...names, status: 'active', deploymentGroup }));
  }
  const problem = { code: 'import-failed', at: 0 } as const;
  await world.store.create('devices', buildDevice({ id: 'D|C', serialNumber: 'C', status: 'failed', problem }));
  const report = {
    summary: { accepted: 1, repaired: 0, rejected: 0 },
    tags: [],
    notShareable: { count: 0, lines: [] },
  };
  await world.store.create('batches', storedBatch(batchId, { state: 'draft', report: report as never }));
  await world.store.create('batchRows', { id: `${batchId}:1`, batchId, rows: [] });
  return world;
}

const writes = ['create', 'createAll', 'replace', 'replaceAll', 'delete'] as const;

describe('the audit', () => {
  for (const [action, { act, done }] of Object.entries(acts)) {
    it(`has its entry wherever the process dies: ${action}`, async () => {
      let deaths = 0;
      for (const when of ['before', 'after'] as const) {
        for (let dieAt = 1, alive = false; !alive; dieAt += 1) {
          const world = await worldOf();
          const life = { ...mortality(dieAt, when), armed: true };
          const dying = { ...world, store: mortal(life, world.store, writes) };
          const killed = await act(dying).then(
            () => false,
            (error: unknown) => error instanceof Killed || assert.fail(String(error)),
          );
          const entries = await Array.fromAsync(everyRecord(world.store, 'audit', {}));
          const told = entries.map((entry) => [entry.action, entry.subject, entry.actor.id]);
          for (const subject of await done(world.store))
            assert.ok(
              told.some((entry) => entry.join() === [action, subject, actor.id].join()),
              `died ${when} write ${dieAt}`,
            );
          // The same message again does the rest, and what was said already is not said twice.
          await act(world);
          assert.ok((await done(world.store)).length > 0);
          const after = await Array.fromAsync(everyRecord(world.store, 'audit', {}));
          assert.equal(
            new Set(after.map((entry) => JSON.stringify([entry.action, entry.subject, entry.detail]))).size,
            after.length,
          );
          world.store.close();
          alive = !killed;
          if (killed) deaths += 1;
        }
      }
      assert.ok(deaths >= 4);
    });
  }

  it('tells one request from the next', async () => {
    const world = memoryWorld();
    const entry = { actor, action: 'askedToMove', subject: 'D|A', detail: {}, activityId: 'one' };
    for (const activityId of ['one', 'one', 'two', undefined, undefined])
      await auditRequest(world, { ...entry, activityId });
    assert.equal(await world.store.count('audit', {}), 4);
    world.store.close();
  });
});
