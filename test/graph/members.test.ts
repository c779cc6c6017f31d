import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { Ports } from '../../src/registration/ports/ports.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';
import { shortList } from '../support/shortList.ts';

const all = 'Modern Workplace Devices-All';
const broad = 'Modern Workplace Devices-Broad';
const fast = 'Modern Workplace Devices-Fast';

describe('group members in bulk', () => {
  let sandbox: Sandbox;
  let directory: Ports['directory'];
  let objectIds: string[];
  let groupIds: Map<string, string>;
  beforeEach(async () => {
    sandbox = await createSandbox({ manual: true, fleet: 1_100, throttling: false });
    const { clock } = sandbox;
    ({ directory } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) }));
    objectIds = [...sandbox.tenant.world().devices.keys()];
    groupIds = await directory.groupIds([all, broad, fast]);
    sandbox.log.reset();
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  const idOf = (name: string) => groupIds.get(name) ?? '';

  it('reads a page of each group in one round trip when many are asked for, each device when few are', async () => {
    const wanted = [...groupIds.values()];
    const many = await directory.memberships(objectIds, wanted);
    assert.deepEqual([sandbox.log.counters().roundTrips, sandbox.log.counters().requests], [2, 5]);
    assert.ok(objectIds.every((id) => many.get(id)?.has(idOf(all)) && many.get(id)?.has(idOf(broad))));
    assert.ok(objectIds.every((id) => many.get(id)?.has(idOf(fast)) === false));
    sandbox.log.reset();
    const few = await directory.memberships(objectIds.slice(0, 30), wanted);
    assert.deepEqual([sandbox.log.counters().roundTrips, sandbox.log.counters().requests], [2, 30]);
    for (const [id, groups] of few) assert.deepEqual(groups, many.get(id));
  });

  it('never takes a group that is gone for one without members', async () => {
    const gone = '99999999-0000-4000-8000-000000000000';
    await assert.rejects(
      directory.memberships(objectIds, [idOf(all), gone]),
      (error) => error instanceof ServiceError && error.kind === 'notFound',
    );
  });

  it('believes the id of a group for a while, but not when the group is gone', async () => {
    const world = sandbox.tenant.world();
    const group = world.groups.get(idOf(all));
    assert.ok(group);
    assert.equal((await directory.groupIds([all, fast])).size, 2);
    assert.equal(sandbox.log.counters().requests, 0);
    world.groups.delete(group.id);
    const copy = '99999999-0000-4000-8000-000000000000';
    world.groups.set(copy, { ...group, id: copy });
    const [first = ''] = objectIds;
    const left = await directory.addMembers(new Map([[group.id, [first]]]));
    const { objectIds: unchanged, refusal, error } = left.get(group.id) ?? {};
    assert.deepEqual([left.size, unchanged, refusal, error?.kind], [1, [first], undefined, 'notFound']);
    assert.equal((await directory.groupIds([all])).get(all), copy);
  });

  it('looks a group up again after ten minutes', async () => {
    sandbox.clock.advance(10 * 60_000);
    await directory.groupIds([all]);
    assert.equal(sandbox.log.counters().requests, 1);
  });

  it('looks once into everything that was refused, whatever the number of groups', async () => {
    const additions = new Map([
      [idOf(all), objectIds.slice(0, 60)],
      [idOf(fast), objectIds.slice(0, 60)],
    ]);
    sandbox.tenant.editGroup(fast, 'add', 'FLT000001');
    sandbox.clock.advance(60_000);
    assert.deepEqual(await directory.addMembers(additions), new Map());
    // Six PATCHes, of which four are refused; the memberships of their sixty devices; the nineteen that were missing.
    assert.equal(sandbox.log.counters().byRoute['PATCH v1.0 /groups/{group-id}'], 6);
    assert.equal(sandbox.log.counters().byRoute['POST v1.0 /groups/{group-id}/members/$ref'], 19);
    assert.ok(sandbox.log.counters().roundTrips <= 5, JSON.stringify(sandbox.log.counters()));
  });

  it('asks for those a list does not show in a group expected of them', async () => {
    const group = sandbox.tenant.world().groups.get(idOf(all));
    assert.ok(group);
    const [gone = '', ...hidden] = objectIds.slice(0, 30);
    group.members.delete(gone);
    shortList(group.members, (id) => hidden.includes(id));
    const expected = new Map(objectIds.map((id) => [id, [idOf(all)]]));
    const listed = await directory.memberships(objectIds, [...groupIds.values()]);
    assert.ok(hidden.every((id) => listed.get(id)?.has(idOf(all)) === false));
    const sure = await directory.memberships(objectIds, [...groupIds.values()], expected);
    assert.ok(hidden.every((id) => sure.get(id)?.has(idOf(all))));
    assert.equal(sure.get(gone)?.has(idOf(all)), false);
  });

  it('asks for two hundred at most, and takes the others for unread', async () => {
    const group = sandbox.tenant.world().groups.get(idOf(all));
    assert.ok(group);
    shortList(group.members, () => true);
    sandbox.log.reset();
    const sure = await directory.memberships(objectIds, [idOf(all)], new Map(objectIds.map((id) => [id, [idOf(all)]])));
    assert.deepEqual([...sure.keys()], objectIds.slice(0, 200));
    assert.ok([...sure.values()].every((groups) => groups.has(idOf(all))));
    assert.ok(sandbox.log.counters().requests <= 210);
  });

  it('goes on with the other groups when one is forbidden', async () => {
    const [first = ''] = objectIds;
    sandbox.clock.advance(60_000);
    sandbox.faults.add({ route: `/groups/${idOf(fast)}**`, status: 403 });
    const changes = new Map([
      [idOf(fast), [first]],
      [idOf(all), [first]],
    ]);
    const kept = await directory.removeMembers(changes);
    assert.deepEqual([...kept.keys()], [idOf(fast)]);
    sandbox.clock.advance(60_000);
    const left = await directory.addMembers(changes);
    assert.deepEqual(
      [...left].map(([id, { objectIds: ids, refusal }]) => [id, ids, refusal?.status]),
      [[idOf(fast), [first], 403]],
    );
    sandbox.clock.advance(60_000);
    assert.ok((await directory.memberships([first], [idOf(all)])).get(first)?.has(idOf(all)));
  });
});
