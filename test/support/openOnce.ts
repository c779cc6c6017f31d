import { openSqliteStore } from '../../src/store/sqlite.ts';

/* Opens the store named on the command line, writes one record of its own, and closes it. */
const store = openSqliteStore(process.argv[2] ?? '');
await store.create('hashes', { id: crypto.randomUUID(), hardwareHash: 'T0E=' });
store.close();
