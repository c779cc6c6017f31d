import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../../src/registration/ports/storeError.ts';
import { openBackgroundWriter } from '../../src/store/backgroundWriter.ts';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts';
import { longestStall, otherProgram } from '../support/otherProgram.ts';

describe('while another program holds the write lock', () => {
  let folder: string;
  let path: string;
  let store: SqliteStore;
  let other: ReturnType<typeof otherProgram>;
  let ended: number;
  const isLocked = (error: unknown) => error instanceof StoreError && error.code === 'locked';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-locked-'));
    path = join(folder, 'preflight.sqlite');
    ended = 0;
    store = openSqliteStore(path, {
      troubleEnded: () => {
        ended += 1;
      },
    });
    other = otherProgram(path);
  });
  afterEach(() => {
    other.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('no write blocks the event loop, and reads go on', async () => {
    await store.create('hashes', { id: 'a', hardwareHash: 'a' });
    other.lock();
    const writes: Promise<unknown>[] = [];
    const stall = await longestStall(async () => {
      const quick = store.within(400);
      writes.push(quick.create('hashes', { id: 'b', hardwareHash: 'b' }));
      writes.push(quick.createAll('hashes', [{ id: 'c', hardwareHash: 'c' }]));
      writes.push(quick.delete('hashes', 'a', 1));
      assert.equal((await store.get('hashes', 'a'))?.hardwareHash, 'a');
      assert.equal(await store.count('hashes', {}), 1);
      for (const write of writes) await assert.rejects(write, isLocked);
    });
    assert.ok(stall < 300, `stalled for ${stall} ms`);
    other.unlock();
    assert.equal(await store.count('hashes', {}), 1, 'a rejected write was made');
  });

  it('writes keep their order and are made when it is free, each once', async () => {
    const record = await store.create('hashes', { id: 'a', hardwareHash: '0' });
    assert.ok(record);
    other.lock();
    const replaced = store.replace('hashes', { ...record, hardwareHash: '1' });
    const late = store.replace('hashes', { ...record, hardwareHash: '2' });
    const next = store.replace('hashes', { ...record, version: 2, hardwareHash: '3' });
    const created = store.createAll('hashes', [{ id: 'b', hardwareHash: 'b' }]);
    await sleep(50);
    other.unlock();
    assert.equal((await replaced)?.version, 2);
    assert.equal(await late, undefined);
    assert.equal((await next)?.version, 3);
    assert.deepEqual(await created, new Set(['b']));
    assert.equal((await store.get('hashes', 'a'))?.hardwareHash, '3');
  });

  it('notifications are refused before Graph gives up, and the thread goes on afterwards', async () => {
    const writer = openBackgroundWriter(path, store, (reason) => assert.fail(reason));
    const wakeUp = (id: string) => ({ id, at: 1, dueAt: 1, subjects: [] });
    await writer.createAll('wakeUps', [wakeUp('a')]);
    other.lock();
    const began = performance.now();
    await assert.rejects(writer.createAll('wakeUps', [wakeUp('b')]), isLocked);
    assert.ok(performance.now() - began < 2_500);
    other.unlock();
    assert.deepEqual(await writer.createAll('wakeUps', [wakeUp('c')]), new Set(['c']));
    await writer.close();
  });

  it('health names it, readiness says no, and all is well afterwards by itself', async () => {
    const ready = store.probe;
    await ready();
    other.lock();
    await assert.rejects(store.within(1_200).create('hashes', { id: 'b', hardwareHash: 'b' }), isLocked);
    const { trouble } = await store.condition();
    assert.equal(trouble?.code, 'locked');
    assert.match(trouble.sentence, /Another program holds the database/);
    await assert.rejects(ready(), isLocked);
    other.unlock();
    while (ended === 0) await sleep(20);
    assert.equal((await store.condition()).trouble, undefined);
    assert.equal(ended, 1);
  });
});
