import assert from 'node:assert/strict';
import { failedHashKept, housekeeping } from '../../../src/registration/batches/housekeeping.ts';
import { discover } from '../../../src/registration/discovery/discover.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { problems } from '../../../src/registration/problems/catalogue.ts';
import { importErrors } from '../../../src/registration/problems/importErrors.ts';
import { carryOutRetries } from '../../../src/registration/retry/carryOutRetries.ts';
import { retry } from '../../../src/registration/retry/retry.ts';
import type { RetryScope } from '../../../src/registration/retry/storedRetry.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { swallowImports } from '../../support/swallowImports.ts';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const hour = 3_600_000;
const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const isReady = ({ status }: Device) => status === 'ready';
const isFailed = ({ status }: Device) => status === 'failed';
const isSettled = ({ status }: Device) => status !== 'pending';

describe('retry', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine({ throttling: false });
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const request = (scope: RetryScope) =>
    retry({ scope, actor: ada, activityId: 'message' }, engine.ports, engine.policy);
  /** Asks, and carries it out without looking at the devices yet. */
  const ask = async (scope: RetryScope) => {
    const outcome = await request(scope);
    await carryOutRetries(engine.ports, engine.policy);
    return outcome;
  };
  const named = (...serialNumbers: string[]) => ask({ kind: 'devices', serialNumbers });
  const received = () => engine.sandbox.tenant.world().importsReceived;
  const failWith = (serialNumber: string, name: string | undefined, code = 0) =>
    engine.sandbox.tenant.failImports(serialNumber, name === undefined ? undefined : { name, code });

  for (const [name, meaning] of Object.entries(importErrors)) {
    if (meaning === 'already-registered' || meaning === 'transient') continue;
    const { sentence, remedy, retry: mayHelp } = problems[meaning];
    it(`explains ${name}, and registers the device once it is over and somebody asks`, async () => {
      failWith('TEST0000', name, 801);
      await engine.register(1);
      const [failed] = await engine.until(isSettled);
      assert.deepEqual([failed?.status, failed?.problem?.code], ['failed', meaning]);
      assert.equal(failed?.problem?.detail, `${name} (801)`);
      const bulk = await ask({ kind: 'failed' });
      assert.equal(bulk.again.count, mayHelp ? 1 : 0);
      const left = bulk.left.map((devices) => [devices.reason, devices.remedy, devices.count]);
      assert.deepEqual(left, mayHelp ? [] : [[sentence, remedy, 1]]);
      if (!mayHelp) assert.equal((await named('test0000')).again.count, 1);
      failWith('TEST0000', undefined);
      const [ready] = await engine.until(isReady);
      assert.deepEqual([ready?.problem, received().get('TEST0000')], [undefined, 2]);
      assert.match(JSON.stringify(ready?.timeline), /Tried again, asked by Ada Lovelace/);
    });
  }

  it('takes a device that is registered here already for imported', async () => {
    failWith('TEST0000', 'ZtdDeviceAlreadyAssigned', 806);
    await engine.register(1);
    const [device] = await engine.until(({ step }) => step === 'imported');
    assert.deepEqual([device?.status, device?.problem], ['pending', undefined]);
  });

  it('gives a transient error three attempts', async () => {
    failWith('TEST0000', 'StorageError');
    await engine.register(1);
    const [device] = await engine.until(isSettled);
    assert.deepEqual([device?.problem?.code, received().get('TEST0000')], ['import-failed', 3]);
  });

  it('tries an error nobody knows once more, then keeps its name, its number and what Microsoft finds it by', async () => {
    failWith('TEST0000', 'ZtdSomethingNew', 4711);
    const { batchId } = await engine.register(1);
    const [failed] = await engine.until(isSettled);
    assert.equal(received().get('TEST0000'), 2);
    assert.deepEqual([failed?.problem?.code, failed?.problem?.detail], ['unexpected-error', 'ZtdSomethingNew (4711)']);
    assert.match(failed?.problem?.requestId ?? '', /^[0-9a-f-]{36}$/);
    await engine.turn();
    const card = engine.ports.courier.cards.at(-1);
    assert.deepEqual(card?.problems[0]?.requestIds, [failed?.problem?.requestId]);
    assert.equal(card?.retriable, 1);
    failWith('TEST0000', undefined);
    const outcome = await ask({ kind: 'batch', batchId });
    assert.deepEqual(outcome.again, { count: 1, serialNumbers: ['TEST0000'] });
    await engine.until(isReady);
  });

  it('keeps the request id of a refused import', async () => {
    engine.sandbox.faults.add({ route: `${imports}/import`, status: 400 });
    await engine.register(1);
    const [failed] = await engine.until(isSettled);
    assert.equal(failed?.problem?.code, 'import-refused');
    assert.match(failed?.problem?.requestId ?? '', /^[0-9a-f-]{36}$/);
    engine.sandbox.faults.clear();
    await ask({ kind: 'failed' });
    await engine.until(isReady);
  });

  it('waits for an import that left no trace and may be alive, rather than send another', async () => {
    const found = swallowImports(engine);
    await engine.register(1);
    const [failed] = await engine.until(isSettled);
    assert.deepEqual([failed?.problem?.code, failed?.step], ['import-failed', 'importing']);
    found();
    // The last request turns up after all.
    const [hash] = await Array.fromAsync(everyRecord(engine.ports.store, 'hashes', {}));
    assert.ok(failed?.importId !== undefined && hash !== undefined);
    const row = { serialNumber: 'TEST0000', hardwareHash: hash.hardwareHash, groupTag: failed.groupTag };
    await engine.ports.autopilot.importDevices(failed.importId, [row]);
    await named('TEST0000');
    const [again] = await engine.devices();
    assert.deepEqual([again?.status, again?.step], ['pending', 'importing']);
    await engine.until(isReady);
    assert.equal(received().get('TEST0000'), 1);
  });

  it('sends an import that left no trace again once it certainly is dead', async () => {
    const found = swallowImports(engine);
    await engine.register(1);
    await engine.until(isSettled);
    found();
    await ask({ kind: 'failed' });
    await engine.until(isReady);
    assert.equal(received().get('TEST0000'), 1);
  });

  it('carries on with what Autopilot has, without a hardware hash', async () => {
    engine.sandbox.tenant.claimElsewhere('TEST0000');
    await engine.register(1);
    const [failed] = await engine.until(isSettled);
    assert.ok(failed);
    engine.sandbox.tenant.partnerUpload([{ ...failed, groupTag: failed.groupTag }]);
    engine.sandbox.clock.advance(failedHashKept);
    await housekeeping(engine.ports);
    assert.equal(await engine.ports.store.count('hashes', {}), 0);
    const outcome = await named('TEST0000');
    assert.deepEqual([outcome.again.count, outcome.withoutHash.serialNumbers], [1, ['TEST0000']]);
    await engine.until(isReady);
    assert.equal(received().get('TEST0000'), 1);
  });

  it('keeps the hash of a failed device for a week, then says that its file must be sent again', async () => {
    failWith('TEST0000', 'StorageError');
    await engine.register(1);
    await engine.until(isSettled);
    engine.sandbox.clock.advance(failedHashKept - hour);
    await housekeeping(engine.ports);
    assert.equal(await engine.ports.store.count('hashes', {}), 1);
    engine.sandbox.clock.advance(hour);
    await housekeeping(engine.ports);
    assert.equal(await engine.ports.store.count('hashes', {}), 0);
    const bulk = await ask({ kind: 'failed' });
    assert.deepEqual(
      [bulk.again.count, bulk.left.map(({ remedy }) => remedy)],
      [0, ['Send the file with this device again.']],
    );
    assert.equal((await named('TEST0000')).withoutHash.count, 1);
    const [device] = await engine.until(isSettled);
    assert.deepEqual([device?.status, device?.problem?.code], ['failed', 'hash-missing']);
    assert.equal(received().get('TEST0000'), 3);
  });

  it('says at once that the file is needed when Autopilot lost a device that was registered, and sends nothing', async () => {
    await engine.register(1);
    const [ready] = await engine.until(isReady);
    engine.sandbox.tenant.world().autopilot.delete(ready?.autopilotId ?? '');
    await engine.ports.store.replace('devices', { ...(ready ?? assert.fail()), dueAt: engine.ports.clock.now() });
    const [failed] = await engine.until(isFailed);
    assert.deepEqual([failed?.problem?.code, failed?.autopilotId], ['left-autopilot', ready?.autopilotId]);
    assert.deepEqual((await named('TEST0000')).withoutHash.serialNumbers, ['TEST0000']);
    const [device] = await engine.until(({ problem }) => problem?.code === 'hash-missing');
    assert.deepEqual([device?.status, device?.step], ['failed', 'accepted']);
    const sent = device?.timeline.filter(({ text }) => text === 'Sent to Autopilot');
    assert.deepEqual([sent?.length, received().get('TEST0000')], [1, 1]);
  });

  describe('of a device whose group tag cannot be used', () => {
    beforeEach(async () => {
      const tag = 'Microsoft365Managed_PowerUser-Shared';
      const machine = { serialNumber: 'PF000009', manufacturer: 'LENOVO', model: '21R3001BUK' };
      engine.sandbox.tenant.partnerUpload([{ ...machine, groupTag: tag }]);
      engine.sandbox.clock.advance(hour);
      await discover(engine.ports, engine.policy);
    });
    const only = async () => (await engine.devices())[0] ?? assert.fail();

    it('looks in Autopilot at once, and goes on with a tag that was corrected', async () => {
      engine.sandbox.tenant.changeTag('PF000009', 'Microsoft365Managed_PowerUser');
      // Autopilot shows a new tag after it has synchronised.
      engine.sandbox.clock.advance(24 * hour);
      const outcome = await named('PF000009');
      assert.deepEqual([outcome.tagAsked.serialNumbers, outcome.again.count, outcome.left], [['PF000009'], 0, []]);
      const [ready] = await engine.until(isReady);
      assert.deepEqual([ready?.profile, ready?.problem], ['PowerUser', undefined]);
    });

    it('says what Autopilot still shows', async () => {
      await named('PF000009');
      await engine.turn();
      const device = await only();
      assert.deepEqual([device.status, device.problem?.code, device.dueAt], ['failed', 'unsupported-tag', undefined]);
      assert.match(device.timeline.at(-1)?.text ?? '', /^Autopilot still shows .*PowerUser-Shared”; .* within a day$/);
      assert.equal((await ask({ kind: 'failed' })).left.length, 1, 'only for who names it');
    });

    it('keeps what is wrong, and asks again, when Autopilot cannot be asked', async () => {
      const fault = engine.sandbox.faults.add({ route: '/deviceManagement/**', status: 403 });
      await named('PF000009');
      await assert.rejects(() => engine.turn());
      const device = await only();
      assert.equal(device.problem?.code, 'unsupported-tag');
      assert.ok((device.dueAt ?? 0) > engine.ports.clock.now());
      engine.sandbox.faults.remove(fault.id);
      engine.sandbox.clock.advance(2 * engine.policy.restingLook);
      await engine.turn();
      assert.match((await only()).timeline.at(-1)?.text ?? '', /^Autopilot still shows/);
    });
  });

  it('looks at once at a device that is stuck, and leaves others as they are', async () => {
    await engine.register(2);
    await engine.until(({ step }) => step === 'grouped');
    const [stuck, fine] = await engine.devices();
    assert.ok(stuck && fine);
    const now = engine.ports.clock.now();
    const problem = { code: 'stuck-grouped', at: now } as const;
    await engine.ports.store.replace('devices', { ...stuck, problem, dueAt: now + hour });
    const outcome = await named('TEST0000', 'TEST0000', 'TEST0001', 'NOBODY');
    assert.deepEqual(outcome.lookedAt, { count: 1, serialNumbers: ['TEST0000'] });
    assert.deepEqual(
      outcome.left.map(({ reason, serialNumbers }) => [reason, serialNumbers]),
      [['It is on its way, and nothing is wrong with it.', ['TEST0001']]],
    );
    assert.deepEqual(outcome.unknown, ['NOBODY']);
    const [looked] = await engine.devices();
    assert.deepEqual([looked?.dueAt, looked?.step], [now, 'grouped']);
    assert.match(JSON.stringify(looked?.timeline.at(-1)), /Looked at now, asked by Ada Lovelace/);
    // Asked again before it was looked at: nothing is written twice.
    await named('TEST0000');
    assert.equal((await engine.devices())[0]?.version, looked?.version);
    await engine.until(isReady);
    assert.deepEqual(
      (await named('TEST0000')).left.map(({ reason }) => reason),
      ['It is registered.'],
    );
  });

  it('does nothing at the second of two clicks', async () => {
    failWith('TEST0000', 'StorageError');
    failWith('TEST0001', 'StorageError');
    const { batchId } = await engine.register(2);
    await engine.until(isSettled);
    failWith('TEST0000', undefined);
    failWith('TEST0001', undefined);
    await Promise.all([request({ kind: 'batch', batchId }), request({ kind: 'batch', batchId })]);
    await Promise.all([carryOutRetries(engine.ports, engine.policy), carryOutRetries(engine.ports, engine.policy)]);
    assert.equal((await ask({ kind: 'batch', batchId })).again.count, 0);
    await engine.until(isReady);
    const tried = (await engine.devices()).map(
      ({ timeline }) => timeline.filter(({ text }) => text.startsWith('Tried again')).length,
    );
    assert.deepEqual(tried, [1, 1]);
    assert.deepEqual([...received().values()], [4, 4]);
  });

  it('does again what a crash cut short, and nothing that failed since', async () => {
    failWith('TEST0000', 'StorageError');
    await engine.register(1);
    await engine.until(isSettled);
    await request({ kind: 'failed' });
    await request({ kind: 'failed' });
    const waiting = await Array.fromAsync(everyRecord(engine.ports.store, 'retries', {}));
    assert.equal(waiting.length, 1);
    await carryOutRetries(engine.ports, engine.policy);
    assert.equal(await engine.ports.store.count('retries', {}), 0);
    await engine.until(isSettled);
    for (const { version: _version, ...unfinished } of waiting) await engine.ports.store.create('retries', unfinished);
    await engine.turn();
    const [device] = await engine.devices();
    assert.deepEqual([device?.status, received().get('TEST0000')], ['failed', 6]);
  });

  it('counts attempts anew, takes back what was left to say, and writes who asked', async () => {
    failWith('TEST0000', 'StorageError');
    await engine.register(1);
    // Without the deliver job the failure is still to be told when somebody asks.
    await engine.until(isSettled);
    const [failed] = await engine.devices();
    assert.ok(failed);
    const announcements = [{ id: 'a', kind: 'failed', at: 0 } as const];
    await engine.ports.store.replace('devices', { ...failed, announcements, announcedAt: 0 });
    await named('TEST0000');
    const [device] = await engine.devices();
    assert.deepEqual([device?.importAttempts, device?.announcements, device?.announcedAt], [undefined, [], undefined]);
    const audit = await Array.fromAsync(everyRecord(engine.ports.store, 'audit', {}));
    const entry = audit.find(({ action }) => action === 'askedToRetry');
    assert.deepEqual([entry?.actor, entry?.subject, entry?.activityId], [ada, 'TEST0000', 'message']);
  });

  it('keeps a device failed whose profile the policy does not have', async () => {
    failWith('TEST0000', 'StorageError');
    await engine.register(1);
    const [failed] = await engine.until(isSettled);
    assert.ok(failed);
    await engine.ports.store.replace('devices', { ...failed, profile: 'Gone' });
    const outcome = await named('TEST0000');
    assert.deepEqual([outcome.again.count, outcome.left.length], [0, 1]);
  });

  it('tries a whole storm again in full import requests', async () => {
    const devices = 600;
    const { serialNumbers } = await engine.register(devices);
    for (const serialNumber of serialNumbers) failWith(serialNumber, 'ZtdDeviceDuplicated');
    await engine.until(isSettled);
    for (const serialNumber of serialNumbers) failWith(serialNumber, undefined);
    engine.sandbox.log.reset();
    const outcome = await ask({ kind: 'failed' });
    assert.deepEqual([outcome.again.count, outcome.again.serialNumbers.length], [devices, 20]);
    await engine.turn();
    const posts = engine.sandbox.log.entries().filter(({ route }) => route === `${imports}/import`);
    assert.equal(posts.length, devices / engine.policy.import.chunk);
    assert.ok([...received().values()].every((count) => count === 2));
  });
});
