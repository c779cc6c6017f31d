import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts';
import { otherProgram } from '../support/otherProgram.ts';

describe('a deleted hardware hash', () => {
  let folder: string;
  let path: string;
  let store: SqliteStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-deleted-'));
    path = join(folder, 'preflight.sqlite');
    store = openSqliteStore(path);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Files in which a text is still found. */
  const holding = (text: string) =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
  const clean = async () => {
    while (!store.isClean()) await sleep(10);
  };
  const hash = (n: number, length: number) => `MARK${String(n).padStart(5, '0')}x`.repeat(Math.ceil(length / 10));

  for (const length of [100, 700, 1_500, 4_000, 9_000])
    it(`of ${length} characters is gone from the file and the log, its neighbours stay`, async () => {
      const records = Array.from({ length: 120 }, (_, n) => ({
        id: `k${(n * 37) % 120}`,
        hardwareHash: hash(n, length),
      }));
      for (const record of records) await store.create('hashes', record);
      assert.notDeepEqual(holding('MARK00007x'), []);
      for (const { id } of records.filter((_, n) => n % 3 !== 0)) await store.delete('hashes', id, 1);
      await clean();
      for (let n = 0; n < 120; n += 1) {
        const marked = holding(`MARK${String(n).padStart(5, '0')}x`);
        assert.equal(marked.length > 0, n % 3 === 0, `${n} in ${marked}`);
      }
    });

  it('in a draft, in findings and in one that was replaced, too', async () => {
    const row = { line: 2, verdict: 'accepted', findings: [], raw: hash(1, 4_000) };
    await store.create('batchRows', { id: 'b:0', batchId: 'b', rows: [row as never] });
    await store.create('findingPages', {
      id: 'b:1',
      batchId: 'b',
      createdAt: 1,
      rows: [{ ...row, raw: hash(2, 4_000) } as never],
    });
    const kept = await store.create('hashes', { id: 'k', hardwareHash: hash(3, 4_000) });
    assert.ok(kept);
    await store.replace('hashes', { ...kept, hardwareHash: hash(4, 4_000) });
    await store.deleteAll('batchRows', [{ id: 'b:0', version: 1 }]);
    await store.delete('findingPages', 'b:1', 1);
    await clean();
    for (const n of [1, 2, 3]) assert.deepEqual(holding(`MARK0000${n}x`), [], `${n}`);
    assert.notDeepEqual(holding('MARK00004x'), []);
  });

  it('is gone as soon as another program lets go of the file', async () => {
    await store.create('hashes', { id: 'k', hardwareHash: hash(1, 4_000) });
    const other = otherProgram(path);
    other.lock();
    const deleted = store.delete('hashes', 'k', 1);
    await sleep(600);
    assert.equal(store.isClean(), false);
    other.unlock();
    assert.equal(await deleted, true);
    await clean();
    assert.deepEqual(holding('MARK00001x'), []);
    other.close();
  });

  it('is gone after a start, where the process before ended at once', async () => {
    const other = openSqliteStore(path);
    await other.create('hashes', { id: 'k', hardwareHash: hash(1, 4_000) });
    await other.delete('hashes', 'k', 1);
    other.close();
    await clean();
    assert.deepEqual(holding('MARK00001x'), []);
  });
});
