import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts';
import { storeContract } from '../contract/store.ts';

describe('SQLite store', () => {
  let folder: string;
  let open: SqliteStore[] = [];
  const openIn = (name: string) => {
    const store = openSqliteStore(join(folder, name));
    open.push(store);
    return store;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-store-'));
  });
  afterEach(() => {
    for (const store of open) store.close();
    open = [];
    rmSync(folder, { recursive: true, force: true });
  });

  storeContract('SQLite', async () => openIn(`${crypto.randomUUID()}.sqlite`));

  it('keeps its records when it is opened again', async () => {
    const first = openSqliteStore(join(folder, 'a.sqlite'));
    await first.create('hashes', { id: 'k', hardwareHash: 'T0E=' });
    first.close();
    assert.equal((await openIn('a.sqlite').get('hashes', 'k'))?.hardwareHash, 'T0E=');
  });

  it('checks versions across two openings of one file', async () => {
    const [one, two] = [openIn('a.sqlite'), openIn('a.sqlite')];
    const record = await one.create('hashes', { id: 'k', hardwareHash: 'a' });
    assert.ok(record);
    assert.ok(await two.replace('hashes', { ...record, hardwareHash: 'b' }));
    assert.equal(await one.replace('hashes', { ...record, hardwareHash: 'c' }), undefined);
  });

  it('has every acknowledged record after kill -9', async () => {
    const script = new URL('../support/writeUntilKilled.ts', import.meta.url).pathname;
    const path = join(folder, 'killed.sqlite');
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let acknowledged = 0;
    for await (const chunk of child.stdout) {
      acknowledged += String(chunk).length;
      if (acknowledged >= 200) break;
    }
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const count = await openIn('killed.sqlite').count('hashes', {});
    assert.ok(count >= acknowledged, `${count} records, ${acknowledged} acknowledged`);
  });
});
