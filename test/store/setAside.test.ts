import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isRecord } from '../../src/registration/ports/recordShapes.ts';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts';
import { storedDevice } from '../support/buildStored.ts';

describe('damaged records', () => {
  let folder: string;
  let path: string;
  let store: SqliteStore;
  let told: [collection: string, count: number][];
  const open = () => openSqliteStore(path, { now: () => 7, setAside: (...seen) => told.push(seen) });
  const spoil = (sql: string) => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-aside-'));
    path = join(folder, 'preflight.sqlite');
    told = [];
    store = open();
    await store.createAll(
      'devices',
      ['A1', 'B2', 'C3', 'D4'].map((serialNumber) => storedDevice(serialNumber, { dueAt: 1 })),
    );
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const due = async () =>
    (await store.query('devices', { atMost: { field: 'dueAt', value: 5 }, limit: 10 })).items.map(
      ({ serialNumber }) => serialNumber,
    );

  const spoilt: [what: string, body: string][] = [
    ['without a status', `json_remove(body, '$.status')`],
    ['with a status that there is not', `json_set(body, '$.status', 'gone')`],
    ['without a serial number', `json_remove(body, '$.serialNumber')`],
    ['whose id is another', `json_set(body, '$.id', 'x')`],
    ['whose history is a text', `json_set(body, '$.timeline', 'x')`],
    ['whose history has a hole', `json_set(body, '$.timeline', json('[null]'))`],
    ['whose group is a number', `json_set(body, '$.deploymentGroup', 5)`],
    ['that is a list', `'[1]'`],
    ['that is null', `'null'`],
  ];
  for (const [what, body] of spoilt)
    it(`a device ${what} is set aside, durably, and holds up no query`, async () => {
      spoil(`UPDATE devices SET body = ${body} WHERE id = 'DELL|B2'`);
      assert.equal(await store.get('devices', 'DELL|B2'), undefined);
      assert.deepEqual(await due(), ['A1', 'C3', 'D4']);
      assert.equal(await store.count('devices', {}), 3);
      const { setAside } = await store.condition();
      assert.deepEqual(setAside, { count: 1, latest: [{ collection: 'devices', name: 'B2', at: 7 }] });
      assert.deepEqual(told, [['devices', 1]]);
      // Its id is free again.
      assert.equal((await store.create('devices', storedDevice('B2')))?.version, 1);
      store.close();
      store = open();
      assert.equal((await store.condition()).setAside.count, 1);
    });

  it('a version that cannot be is damage, too', async () => {
    spoil(`UPDATE devices SET version = -1 WHERE id = 'DELL|B2'`);
    assert.deepEqual(await due(), ['A1', 'C3', 'D4']);
    assert.equal((await store.condition()).setAside.count, 1);
  });

  it('a body that is no JSON stops neither a query nor the next start', async () => {
    const indexes = `SELECT group_concat(sql, ';') AS sql FROM sqlite_schema WHERE tbl_name = 'devices' AND sql LIKE 'CREATE INDEX%'`;
    const database = new DatabaseSync(path);
    const names = database
      .prepare(`SELECT name FROM sqlite_schema WHERE tbl_name = 'devices' AND sql LIKE 'CREATE INDEX%'`)
      .all()
      .map(({ name }) => `DROP INDEX ${name}`)
      .join(';');
    const { sql } = database.prepare(indexes).get() ?? {};
    assert.match(String(sql), /json_extract/);
    database.exec(`${names}; UPDATE devices SET body = '{"serialNumber":"C3", cut' WHERE id = 'DELL|C3'`);
    database.close();
    assert.equal(await store.get('devices', 'DELL|C3'), undefined);
    assert.deepEqual(await due(), ['A1', 'B2', 'D4']);
    spoil(`${names.replaceAll('INDEX', 'INDEX IF EXISTS')}; UPDATE devices SET body = 'not json' WHERE id = 'DELL|D4'`);
    assert.deepEqual(await due(), ['A1', 'B2'], 'without indexes');
    spoil(`${names.replaceAll('INDEX', 'INDEX IF EXISTS')}; UPDATE devices SET body = 'not json' WHERE id = 'DELL|A1'`);
    store.close();
    store = open();
    assert.deepEqual(await due(), ['B2']);
    const { count, latest } = (await store.condition()).setAside;
    assert.deepEqual([count, latest.map(({ name }) => name).sort()], [3, ['A1', 'C3', 'D4']]);
  });

  it('pages go on past them', async () => {
    spoil(`UPDATE devices SET body = json_remove(body, '$.step') WHERE id IN ('DELL|A1', 'DELL|B2')`);
    const first = await store.query('devices', { limit: 2 });
    assert.deepEqual(first.items, []);
    assert.ok(first.cursor);
    const second = await store.query('devices', { limit: 2, cursor: first.cursor });
    assert.equal(second.items.length, 2);
  });

  it('no copy is kept of one with hardware hashes', async () => {
    await store.create('hashes', { id: 'DELL|A1', hardwareHash: 'SECRETHASH' });
    spoil(`UPDATE hashes SET body = '{"id":"DELL|A1","hash":"SECRETHASH"}'`);
    assert.equal(await store.get('hashes', 'DELL|A1'), undefined);
    const database = new DatabaseSync(path);
    const [row] = database.prepare('SELECT collection, name, body FROM _set_aside').all();
    database.close();
    assert.deepEqual({ ...row }, { collection: 'hashes', name: 'A1', body: null });
  });

  it('while they cannot be moved they are left out all the same', async () => {
    spoil(`UPDATE devices SET body = json_remove(body, '$.step') WHERE id = 'DELL|B2'`);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    assert.deepEqual(await due(), ['A1', 'C3', 'D4']);
    assert.equal((await store.condition()).setAside.count, 0);
    other.exec('ROLLBACK');
    other.close();
    assert.deepEqual(await due(), ['A1', 'C3', 'D4']);
    assert.equal((await store.condition()).setAside.count, 1);
  });

  it('fields that are unknown or absent where they may be are no damage', () => {
    const device = storedDevice('A1');
    assert.ok(isRecord('devices', { ...device, newer: { than: 'this' }, dueAt: undefined }, device.id));
    assert.ok(!isRecord('devices', device, 'another'));
    for (const value of [undefined, null, 5, 'x', [], true]) assert.ok(!isRecord('devices', value, 'x'));
  });
});
