import assert from 'node:assert/strict';
import { attacks } from './callers/attacks.ts';
import { playAttacks } from './callers/play.ts';

/** A quick form of `npm run hostile -- callers`: every attack, smaller. */
describe('hostile callers, in short', function () {
  this.timeout(240_000);

  it('end no process, stay in no memory, keep no good caller waiting, and get nothing but a refusal', async () => {
    const rows = await Array.fromAsync(playAttacks(attacks, {}, 0.1));
    assert.equal(rows.length, attacks.length);
    for (const { cell, problems, facts } of rows) assert.deepEqual(problems, [], `${cell}: ${JSON.stringify(facts)}`);
  });

  it('are each played once', () => {
    assert.equal(new Set(attacks.map(({ name }) => name)).size, attacks.length);
  });
});
