import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WakeUp } from '../../src/registration/lifecycle/wakeUp.ts';
import type { Draft } from '../../src/registration/ports/stored.ts';
import { type BackgroundWriter, openBackgroundWriter } from '../../src/store/backgroundWriter.ts';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts';

describe('writing in a thread of its own', () => {
  let folder: string;
  let store: SqliteStore;
  let writer: BackgroundWriter;
  let reports: string[];
  const wakeUp = (id: string): Draft<WakeUp> => ({ id, at: 1, dueAt: 1, subjects: [{ kind: 'entraObject', id: 'x' }] });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'preflight-writer-'));
    const path = join(folder, 'test.sqlite');
    store = openSqliteStore(path);
    reports = [];
    writer = openBackgroundWriter(path, store, (reason) => reports.push(reason));
  });
  afterEach(async () => {
    await writer.close();
    store.close();
    await rm(folder, { recursive: true });
  });

  it('is durable and seen by everybody when it resolves', async () => {
    assert.deepEqual(await writer.createAll('wakeUps', [wakeUp('a'), wakeUp('b')]), new Set(['a', 'b']));
    assert.equal((await store.get('wakeUps', 'b'))?.version, 1);
    await store.create('wakeUps', wakeUp('c'));
    assert.deepEqual(await writer.createAll('wakeUps', [wakeUp('b'), wakeUp('c'), wakeUp('d')]), new Set(['d']));
    assert.equal(await store.count('wakeUps', {}), 4);
  });

  it('takes turns with the store that has the file open', async () => {
    const both = Array.from({ length: 200 }, (_, index) =>
      index % 2 === 0
        ? writer.createAll('wakeUps', [wakeUp(`w${index}`)])
        : store.createAll('wakeUps', [wakeUp(`s${index}`)]),
    );
    await Promise.all(both);
    assert.equal(await store.count('wakeUps', {}), 200);
  });

  it('rejects what cannot be written, and goes on', async () => {
    const broken = { ...wakeUp('x'), id: undefined as never };
    await assert.rejects(writer.createAll('wakeUps', [wakeUp('a'), broken]));
    assert.equal(await store.count('wakeUps', {}), 0);
    assert.deepEqual(await writer.createAll('wakeUps', [wakeUp('a')]), new Set(['a']));
  });

  it('finishes what was asked for before it closes', async () => {
    const asked = Array.from({ length: 20 }, (_, index) => writer.createAll('wakeUps', [wakeUp(`${index}`)]));
    const closed = writer.close();
    asked.push(writer.createAll('wakeUps', [wakeUp('late')]));
    await closed;
    await Promise.all(asked);
    assert.equal(await store.count('wakeUps', {}), 21);
    assert.deepEqual(reports, []);
  });

  it('leaves writing to the store when its thread ends, and says so once', async () => {
    const lost = openBackgroundWriter(join(folder, 'no', 'such\0path'), store, (reason) => reports.push(reason));
    const first = await lost.createAll('wakeUps', [wakeUp('a')]).catch((error: Error) => error.message);
    assert.match(String(first), /the writing thread ended/);
    assert.deepEqual(await lost.createAll('wakeUps', [wakeUp('b')]), new Set(['b']));
    assert.equal(reports.length, 1);
    await lost.close();
  });
});
