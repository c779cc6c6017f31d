import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { faults } from '../support/hostileGraph/lies.ts';
import { allCells, everyCell, nameOf, skipped, testedCells } from './graph/cells.ts';
import { playCells } from './graph/play.ts';
import { targetNames } from './graph/targets.ts';

describe('answers of Microsoft Graph that lie', function () {
  this.timeout(20 * 60_000);
  const cells = testedCells();

  it(`plays ${cells.length} of ${everyCell().length} cells as wanted; npm run hostile plays all`, async () => {
    const failed: string[] = [];
    for await (const { cell, problems } of playCells(cells, availableParallelism()))
      if (problems.length > 0) failed.push(`${cell}: ${problems.join('; ')}`);
    assert.deepEqual(failed, []);
  });

  it('tests every target and every fault, once and for a while, before, after and when ready', () => {
    assert.deepEqual(new Set(cells.map(({ target }) => target)), new Set(targetNames));
    assert.deepEqual(new Set(cells.map(({ fault }) => fault)), new Set(faults));
    assert.deepEqual(new Set(cells.map(({ lasting }) => lasting)), new Set(['once', 'for-a-while']));
    assert.deepEqual(new Set(cells.map(({ moment }) => moment)), new Set(['before', 'after', 'ready']));
  });

  it('says why each cell that it leaves out means nothing', () => {
    const played = new Set(everyCell().map(nameOf));
    for (const cell of allCells()) assert.equal(played.has(nameOf(cell)), skipped(cell) === undefined);
  });
});
