import assert from 'node:assert/strict';
import { connectorCells, playCell } from '../hostile/connector/play.ts';

/** `npm run hostile -- connector` plays every cell; here each hostility meets each kind of request once in three, by turns of the table. */
const drawn = connectorCells().filter((_cell, index) => index % 3 === Math.floor(index / 3) % 3);

describe('a hostile connector: nothing lost, order kept, cards end on the truth', () => {
  for (const { cell, kind, hostility } of drawn) {
    it(cell, async () => {
      const { problems, facts } = await playCell(cell, kind, hostility);
      assert.deepEqual(problems, [], JSON.stringify(facts));
    });
  }
});
