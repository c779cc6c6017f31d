import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { StoreError, type StoreErrorCode } from '../../src/registration/ports/storeError.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';

const fixture = new URL('../fixtures/store/written-by-0.1.sqlite.gz', import.meta.url);

describe('the database file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-file-'));
    path = join(folder, 'preflight.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const refusal = (): StoreError => {
    try {
      openSqliteStore(path).close();
    } catch (error) {
      assert.ok(error instanceof StoreError, String(error));
      assert.doesNotMatch(error.message, /folder that can be written to/);
      return error;
    }
    throw new assert.AssertionError({ message: 'it was opened' });
  };
  const filled = async () => {
    const store = openSqliteStore(path);
    for (let n = 0; n < 200; n += 1) await store.create('hashes', { id: `k${n}`, hardwareHash: 'A'.repeat(4_000) });
    store.close();
  };
  const make = (sql: string) => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
  };
  const pragma = (name: string) => {
    const database = new DatabaseSync(path);
    const [value] = Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {});
    database.close();
    return value;
  };

  it('a file of 0.1 opens and goes on', async () => {
    writeFileSync(path, gunzipSync(readFileSync(fixture)));
    const store = openSqliteStore(path);
    const devices = (await store.query('devices', { limit: 10 })).items;
    assert.deepEqual(
      devices.map(({ serialNumber, status, version }) => [serialNumber, status, version]),
      [
        ['5CG0001', 'pending', 1],
        ['5CG0002', 'ready', 1],
        ['5CG0003', 'active', 1],
      ],
    );
    const [first] = devices;
    assert.ok(first);
    assert.equal((await store.replace('devices', { ...first, looks: 1 }))?.version, 2);
    const due = await store.query('wakeUps', { atMost: { field: 'dueAt', value: Date.UTC(2026, 10, 2) }, limit: 5 });
    assert.deepEqual(
      due.items.map(({ id }) => id),
      ['w1', 'w2'],
    );
    assert.deepEqual((await store.condition()).setAside, { count: 0, latest: [] });
    store.close();
    assert.equal(pragma('user_version'), 2);
    assert.equal(readFileSync(path).includes('DELETEDBY01'), false, 'what 0.1 had deleted is still in the file');
    openSqliteStore(path).close();
  });

  it('a migration that is killed at any moment is finished by the next start', async function () {
    this.timeout(60_000);
    const script = new URL('../support/openOnce.ts', import.meta.url).pathname;
    for (const wait of [60, 90, 120, 150, 200]) {
      rmSync(`${path}-wal`, { force: true });
      rmSync(`${path}-shm`, { force: true });
      writeFileSync(path, gunzipSync(readFileSync(fixture)));
      const child = spawn(process.execPath, [script, path], { stdio: 'ignore' });
      setTimeout(() => child.kill('SIGKILL'), wait);
      await new Promise((resolve) => child.once('close', resolve));
      const store = openSqliteStore(path);
      assert.equal(await store.count('devices', {}), 3);
      assert.equal(await store.count('wakeUps', { atMost: { field: 'dueAt', value: Date.UTC(2026, 11, 1) } }), 2);
      store.close();
    }
  });

  it('a newer file is refused', async () => {
    await filled();
    make('PRAGMA user_version = 99');
    const before = readFileSync(path);
    const { code, message } = refusal();
    assert.deepEqual([code, /^This file was written by a newer Preflight/.test(message)], ['newer', true]);
    assert.ok(readFileSync(path).equals(before), 'it was changed');
  });

  const foreign: [what: string, spoil: () => void, code: StoreErrorCode][] = [
    ['garbage', () => writeFileSync(path, 'garbage '.repeat(1_000)), 'foreign'],
    ['a short text', () => writeFileSync(path, 'hello'), 'foreign'],
    ['an empty file', () => writeFileSync(path, ''), 'damaged'],
    ['a database of another application', () => make('CREATE TABLE notes (id INTEGER, text TEXT)'), 'foreign'],
    ['one with a table named like ours', () => make('CREATE TABLE devices (id TEXT, name TEXT)'), 'foreign'],
    ['one with another application id', () => make('PRAGMA application_id = 12345; CREATE TABLE t (a)'), 'foreign'],
    ['a write-ahead log without its database', () => writeFileSync(`${path}-wal`, 'x'.repeat(5_000)), 'damaged'],
  ];
  for (const [what, spoil, code] of foreign)
    it(`${what} gets a sentence of its own and is left as it is`, () => {
      spoil();
      const before = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]);
      assert.equal(refusal().code, code);
      assert.deepEqual(
        readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
        before,
      );
    });

  const damages: [what: string, damage: (bytes: Buffer) => Buffer][] = [
    ['cut in the middle', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
    ['overwritten in the middle', (bytes) => bytes.fill(0x5a, bytes.length / 2, bytes.length / 2 + 40_000)],
    ['overwritten in its schema', (bytes) => bytes.fill(0x5a, 100, 4_000)],
  ];
  for (const [what, damage] of damages)
    it(`a database ${what} is damaged: restore a backup`, async () => {
      await filled();
      writeFileSync(path, damage(readFileSync(path)));
      const { code, message } = refusal();
      assert.equal(code, 'damaged');
      assert.match(message, /restore your latest backup/);
    });

  it('files are for this account only, under a lax umask and where they were not', async function () {
    if (process.platform === 'win32') this.skip();
    const before = process.umask(0);
    try {
      const inside = join(folder, 'deep', 'data', 'preflight.sqlite');
      const modes = (file: string) =>
        ['', '-wal', '-shm'].map((end) => (statSync(`${file}${end}`).mode & 0o777).toString(8));
      const store = openSqliteStore(inside);
      await store.create('hashes', { id: 'a', hardwareHash: 'a' });
      assert.deepEqual(modes(inside), ['600', '600', '600']);
      assert.equal((statSync(join(folder, 'deep', 'data')).mode & 0o777).toString(8), '700');
      for (const end of ['', '-wal', '-shm']) chmodSync(`${inside}${end}`, 0o644);
      chmodSync(join(folder, 'deep', 'data'), 0o755);
      const again = openSqliteStore(inside);
      assert.deepEqual(modes(inside), ['600', '600', '600']);
      assert.equal((statSync(join(folder, 'deep', 'data')).mode & 0o777).toString(8), '700');
      again.close();
      store.close();
      const shared = join(folder, 'shared');
      mkdirSync(shared, { mode: 0o777 });
      copyFileSync(inside, join(shared, 'preflight.sqlite'));
      writeFileSync(join(shared, 'of somebody else'), '');
      openSqliteStore(join(shared, 'preflight.sqlite')).close();
      assert.equal((statSync(shared).mode & 0o777).toString(8), '777', 'a folder of others was changed');
      assert.equal((statSync(join(shared, 'preflight.sqlite')).mode & 0o777).toString(8), '600');
    } finally {
      process.umask(before);
    }
  });

  it('two processes that make it at once make one', async () => {
    const script = new URL('../support/openOnce.ts', import.meta.url).pathname;
    const codes = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise((resolve) =>
            spawn(process.execPath, [script, path], { stdio: 'inherit' }).once('close', resolve),
          ),
      ),
    );
    assert.deepEqual(codes, [0, 0, 0]);
    const store = openSqliteStore(path);
    assert.equal(await store.count('hashes', {}), 3);
    store.close();
    assert.deepEqual(readdirSync(folder), ['preflight.sqlite']);
  });
});
