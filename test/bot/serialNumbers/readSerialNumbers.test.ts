import assert from 'node:assert/strict';
import { readSerialNumbers } from '../../../src/bot/serialNumbers/readSerialNumbers.ts';
import { sampleDevice } from '../support/samples.ts';

describe('serial numbers in what somebody wrote', () => {
  const known = 'VMware-56 4d 1c';
  const devices = async (serialNumber: string) => (serialNumber === known ? [sampleDevice()] : []);
  const cases: [string, string[]][] = [
    ['', []],
    ['and', []],
    ['""', []],
    ['A1 B2\nC3', ['A1', 'B2', 'C3']],
    ['A1, B2; C3, and D4', ['A1', 'B2', 'C3', 'D4']],
    ['A and B & C', ['A', 'B', 'C']],
    ['"A1","B2"', ['A1', 'B2']],
    ["'A1' “B2” `C3`", ['A1', 'B2', 'C3']],
    ['ANDY SAND-1', ['ANDY', 'SAND-1']],
    [known, [known]],
    [`"${known}" A1 A1`, [known, 'A1', 'A1']],
    ['two words', ['two', 'words']],
  ];
  for (const [text, expected] of cases)
    it(`are ${expected.length} in ${JSON.stringify(text)}`, async () =>
      assert.deepEqual(await readSerialNumbers(text, { devices }), expected));
});
