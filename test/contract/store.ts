import assert from 'node:assert/strict';
import type { AuditEntry } from '../../src/registration/audit.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import type { Store } from '../../src/registration/ports/store.ts';
import type { Draft } from '../../src/registration/ports/stored.ts';

function entry(id: string, at: number, subject = 'batch'): Draft<AuditEntry> {
  return {
    id,
    at,
    subject,
    actor: { id: 'p', name: 'Alex' },
    action: 'registered',
    detail: { devices: 3, note: 'Zürich “A”' },
  };
}

/** What every store promises. `open` gives an empty one. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    it('gives back what was created, with version 1', async () => {
      const created = await store.create('audit', entry('a', 1));
      assert.deepEqual(created, { ...entry('a', 1), version: 1 });
      assert.deepEqual(await store.get('audit', 'a'), created);
      assert.equal(await store.get('audit', 'b'), undefined);
    });

    it('leaves a record alone that is created again', async () => {
      await store.create('audit', entry('a', 1));
      assert.equal(await store.create('audit', entry('a', 2)), undefined);
      assert.equal((await store.get('audit', 'a'))?.at, 1);
    });

    it('replaces many, each only where nobody was first', async () => {
      const first = await store.create('audit', entry('a', 1));
      const second = await store.create('audit', entry('b', 2));
      assert.ok(first !== undefined && second !== undefined);
      await store.replace('audit', { ...second, at: 3 });
      const missing = { ...first, id: 'c' };
      const replaced = await store.replaceAll('audit', [{ ...first, at: 9 }, { ...second, at: 9 }, missing]);
      assert.deepEqual(
        replaced.map((record) => record?.version),
        [2, undefined, undefined],
      );
      assert.equal((await store.get('audit', 'a'))?.at, 9);
      assert.equal((await store.get('audit', 'b'))?.at, 3);
      assert.deepEqual(await store.replaceAll('audit', []), []);
    });

    it('creates many and says which were new', async () => {
      await store.create('audit', entry('a', 1));
      const created = await store.createAll('audit', [entry('a', 2), entry('b', 2), entry('c', 2)]);
      assert.deepEqual([...created].sort(), ['b', 'c']);
      assert.equal((await store.get('audit', 'a'))?.at, 1);
    });

    it('replaces the version that was read and no other', async () => {
      const first = await store.create('audit', entry('a', 1));
      assert.ok(first);
      const second = await store.replace('audit', { ...first, at: 2 });
      assert.equal(second?.version, 2);
      assert.equal(await store.replace('audit', { ...first, at: 3 }), undefined);
      assert.equal((await store.get('audit', 'a'))?.at, 2);
      assert.equal(await store.replace('audit', { ...first, id: 'gone' }), undefined);
    });

    it('lets one of two writers win', async () => {
      const first = await store.create('audit', entry('a', 1));
      assert.ok(first);
      const outcomes = await Promise.all([2, 3, 4].map((at) => store.replace('audit', { ...first, at })));
      assert.equal(outcomes.filter((outcome) => outcome !== undefined).length, 1);
    });

    it('deletes the version that was read and no other', async () => {
      const first = await store.create('audit', entry('a', 1));
      assert.ok(first);
      await store.replace('audit', { ...first, at: 2 });
      assert.equal(await store.delete('audit', 'a', 1), false);
      assert.equal(await store.delete('audit', 'a', 2), true);
      assert.equal(await store.delete('audit', 'a', 2), false);
      assert.equal(await store.get('audit', 'a'), undefined);
    });

    it('keeps collections apart', async () => {
      await store.create('audit', entry('a', 1));
      assert.equal(await store.get('hashes', 'a'), undefined);
    });

    it('finds by indexed fields, in order, page by page', async () => {
      await store.createAll(
        'audit',
        Array.from({ length: 25 }, (_, n) => entry(`e${String(n).padStart(2, '0')}`, 100 - n, n % 2 ? 'odd' : 'even')),
      );
      const first = await store.query('audit', { atMost: { field: 'at', value: 95 }, limit: 8 });
      assert.deepEqual(
        first.items.map(({ at }) => at),
        [76, 77, 78, 79, 80, 81, 82, 83],
      );
      const all = await Array.fromAsync(everyRecord(store, 'audit', { atMost: { field: 'at', value: 95 } }, 8));
      assert.equal(new Set(all.map(({ id }) => id)).size, 20);
      const odd = await Array.fromAsync(everyRecord(store, 'audit', { equals: { subject: 'odd' } }, 5));
      assert.deepEqual(
        odd.map(({ id }) => id),
        odd.map(({ id }) => id).sort(),
      );
      assert.equal(odd.length, 12);
      assert.equal(await store.count('audit', { equals: { subject: 'odd' }, atMost: { field: 'at', value: 90 } }), 7);
    });

    it('says that the last page is the last', async () => {
      await store.createAll('audit', [entry('a', 1), entry('b', 2)]);
      assert.equal((await store.query('audit', { limit: 2 })).cursor, undefined);
      assert.notEqual((await store.query('audit', { limit: 1 })).cursor, undefined);
    });

    it('goes on with a page when records came and went meanwhile', async () => {
      await store.createAll(
        'audit',
        ['a', 'b', 'c', 'd'].map((id) => entry(id, 1)),
      );
      const first = await store.query('audit', { limit: 2 });
      await store.delete('audit', 'b', 1);
      await store.create('audit', entry('aa', 1));
      const second = await store.query('audit', { limit: 2, cursor: first.cursor });
      assert.deepEqual(
        second.items.map(({ id }) => id),
        ['c', 'd'],
      );
    });

    it('does not find by a field it has no index for', async () => {
      const query = { equals: { action: 'registered' }, limit: 1 } as unknown as Parameters<Store['query']>[1];
      await assert.rejects(() => store.query('audit', query), /no index on action/);
    });

    it('finds a whole set by one field, and refuses too large a set', async () => {
      await store.createAll(
        'audit',
        Array.from({ length: 20 }, (_, n) => entry(`e${String(n).padStart(2, '0')}`, n, `s${n % 10}`)),
      );
      const equalsAny = { field: 'subject', values: ['s1', 's3', 'nobody', "s'3"] } as const;
      const found = await Array.fromAsync(everyRecord(store, 'audit', { equalsAny }, 3));
      assert.deepEqual(
        found.map(({ id }) => id),
        ['e01', 'e03', 'e11', 'e13'],
      );
      assert.equal(await store.count('audit', { equalsAny, atMost: { field: 'at', value: 5 } }), 2);
      assert.deepEqual(
        (await store.query('audit', { equalsAny: { field: 'subject', values: [] }, limit: 5 })).items,
        [],
      );
      const many = Array.from({ length: 501 }, (_, n) => `${n}`);
      await assert.rejects(
        () => store.count('audit', { equalsAny: { field: 'subject', values: many } }),
        /at most 500/,
      );
    });

    it('deletes many, each only in the version that was read', async () => {
      await store.createAll(
        'audit',
        ['a', 'b', 'c'].map((id) => entry(id, 1)),
      );
      const [record] = (await store.query('audit', { limit: 1 })).items;
      assert.ok(record);
      await store.replace('audit', record);
      const doomed = ['a', 'b', 'gone'].map((id) => ({ id, version: 1 }));
      assert.equal(await store.deleteAll('audit', doomed), 1);
      assert.deepEqual(
        (await store.query('audit', { limit: 5 })).items.map(({ id }) => id),
        ['a', 'c'],
      );
    });

    it('is well while nothing is wrong', async () => {
      assert.deepEqual(await store.condition(), { trouble: undefined, setAside: { count: 0, latest: [] } });
    });

    it('takes hostile ids and values as they are', async () => {
      const id = `a'; DROP TABLE audit; --"\\%_`;
      await store.create('audit', entry(id, 1, id));
      assert.equal((await store.query('audit', { equals: { subject: id }, limit: 5 })).items[0]?.id, id);
    });
  });
}
