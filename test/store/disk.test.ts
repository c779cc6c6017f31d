import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError, type StoreErrorCode } from '../../src/registration/ports/storeError.ts';
import { explainError } from '../../src/store/explain.ts';
import { isOnNetwork } from '../../src/store/networkDisk.ts';
import { openDatabase } from '../../src/store/openDatabase.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { transaction } from '../../src/store/transaction.ts';

/** Whether this process may mount a small disk. */
function mount(...words: string[]): boolean {
  try {
    execFileSync('mount', words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a disk that is full, read-only or away', () => {
  let folder: string;
  const is = (code: StoreErrorCode) => (error: unknown) => error instanceof StoreError && error.code === code;
  const big = (id: string) => ({ id, hardwareHash: 'A'.repeat(200_000) });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-disk-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('a full disk is told as full, not ready, and over when there is room', async function () {
    const disk = join(folder, 'small');
    mkdirSync(disk);
    if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk)) this.skip();
    try {
      const store = openSqliteStore(join(disk, 'preflight.sqlite'));
      try {
        const filler = join(disk, 'filler');
        execFileSync('sh', ['-c', `dd if=/dev/zero of=${filler} bs=4k 2>/dev/null || true`]);
        await assert.rejects(store.createAll('hashes', [big('a'), big('b')]), is('full'));
        assert.equal((await store.condition()).trouble?.code, 'full');
        await assert.rejects(store.probe(), is('full'));
        assert.equal(await store.count('hashes', {}), 0);
        rmSync(filler);
        await store.probe();
        assert.equal((await store.condition()).trouble, undefined);
        assert.ok(await store.create('hashes', big('a')));
      } finally {
        store.close();
      }
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  it('a disk that became read-only is told as read-only', async function () {
    const disk = join(folder, 'small');
    mkdirSync(disk);
    if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk)) this.skip();
    try {
      openSqliteStore(join(disk, 'preflight.sqlite')).close();
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      assert.throws(
        () => openSqliteStore(join(disk, 'preflight.sqlite')),
        (error) => error instanceof StoreError && ['readOnly', 'unreachable'].includes(error.code),
      );
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  it('SQLITE_FULL is not hidden by a ROLLBACK that fails', () => {
    const database = openDatabase(join(folder, 'preflight.sqlite'));
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() ?? {};
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const insert = database.prepare('INSERT INTO hashes VALUES (?, 1, ?)');
    assert.throws(
      () =>
        transaction(database, () => {
          try {
            insert.run('a', `"${'A'.repeat(200_000)}"`);
          } finally {
            // SQLite may have undone the transaction by itself; then a ROLLBACK fails.
            if (database.isTransaction) database.exec('ROLLBACK');
          }
        }),
      (error) => is('full')(explainError(error)),
    );
    database.close();
  });

  it('readiness fails where the database was moved away under the process', async () => {
    const path = join(folder, 'preflight.sqlite');
    const store = openSqliteStore(path);
    await store.probe();
    renameSync(path, `${path}.away`);
    await assert.rejects(store.probe(), is('moved'));
    renameSync(`${path}.away`, path);
    await store.probe();
    store.close();
  });

  it('every error of SQLite that concerns the disk becomes a code and a sentence', () => {
    const expected: [errcode: number, code: StoreErrorCode][] = [
      [5, 'locked'],
      [6, 'locked'],
      [261, 'locked'],
      [517, 'locked'],
      [8, 'readOnly'],
      [1032, 'moved'],
      [10, 'failing'],
      [778, 'failing'],
      [4874, 'full'],
      [11, 'damaged'],
      [267, 'damaged'],
      [13, 'full'],
      [14, 'unreachable'],
      [26, 'foreign'],
    ];
    for (const [errcode, code] of expected) {
      const explained = explainError(Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode }));
      assert.ok(is(code)(explained), `${errcode}`);
      assert.match(String((explained as Error).message), /^[A-Z][^$]+\. [A-Z].*\.$/);
    }
    const fault = new TypeError('not of the disk');
    assert.equal(explainError(fault), fault);
  });

  it('a network share is refused where it can be recognised', () => {
    assert.throws(() => openDatabase(join(folder, 'a.sqlite'), () => 0x6969), is('network'));
    for (const type of [0x6969, 0xff534d42, 0xfe534d42, 0xff534d42 | 0]) assert.ok(isOnNetwork(folder, () => type));
    for (const type of [0xef53, 0x58465342, 0x9123683e, 0x794c7630, 0x01021994])
      assert.ok(!isOnNetwork(folder, () => type));
  });

  it('a folder that cannot be made is told as one to be named anew', () => {
    assert.throws(() => openSqliteStore('/dev/null/preflight.sqlite'), is('unreachable'));
    assert.throws(() => openSqliteStore(folder), is('unreachable'));
  });

  it('other connections of this process are not confused by a lock that ends', async () => {
    const path = join(folder, 'preflight.sqlite');
    const [one, two] = [openSqliteStore(path), openSqliteStore(path)];
    const ids = Array.from({ length: 100 }, (_, n) => `k${n}`);
    await Promise.all(ids.map((id, n) => (n % 2 ? one : two).create('hashes', { id, hardwareHash: 'x' })));
    assert.equal(await one.count('hashes', {}), 100);
    assert.equal(new DatabaseSync(path).prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
    one.close();
    two.close();
  });
});
