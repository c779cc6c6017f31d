import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../src/store/sqlite.ts';

/* Writes records to the store named on the command line, and a dot for each one acknowledged, until it is killed. */
const store = openSqliteStore(process.argv[2] ?? '');
for (let n = 0; n < 1_000_000; n += 1) {
  await store.create('hashes', { id: `k${n}`, hardwareHash: 'T0E=' });
  writeSync(1, '.');
}
