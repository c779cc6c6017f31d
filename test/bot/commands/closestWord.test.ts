import assert from 'node:assert/strict';
import fc from 'fast-check';
import { closestWord, editDistance } from '../../../src/bot/commands/closestWord.ts';

const known = ['status', 'batches', 'devices', 'subscribe', 'unsubscribe', 'help'];

describe('closest word', () => {
  const cases: [string, string | undefined][] = [
    ['devcies', 'devices'],
    ['device', 'devices'],
    ['statsu', 'status'],
    ['hlep', 'help'],
    ['subscirbe', 'subscribe'],
    ['dev', 'devices'],
    ['weather', undefined],
    ['xy', undefined],
  ];
  for (const [word, expected] of cases) {
    it(`takes “${word}” for ${expected ?? 'nothing'}`, () => assert.equal(closestWord(word, known), expected));
  }

  it('measures a distance: none to itself, the same both ways, never more than the longer word', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(fc.property(word, (a) => editDistance(a, a) === 0));
    fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) === editDistance(b, a)));
    fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) <= Math.max(a.length, b.length)));
    fc.assert(fc.property(word, word, (a, b) => a === b || editDistance(a, b) > 0));
  });
});
