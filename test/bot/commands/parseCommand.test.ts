import assert from 'node:assert/strict';
import { parseCommand } from '../../../src/bot/commands/parseCommand.ts';

describe('parse command', () => {
  const cases: [string, string, string][] = [
    ['help', 'help', ''],
    ['  HELP!\n', 'help', ''],
    ['Status  5CG 1234', 'status', '5CG 1234'],
    ['<at>Preflight</at>&nbsp;subscribe', 'subscribe', ''],
    ['\u00a0sample\u00a0', 'sample', ''],
    ['/help', 'help', ''],
    ['', '', ''],
    ['   ', '', ''],
  ];
  for (const [text, word, argument] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseCommand(text), { word, argument }));
  }
});
