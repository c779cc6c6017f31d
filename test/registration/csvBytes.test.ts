import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { rejectedCsv } from '../../src/registration/batches/rejectedCsv.ts';
import { csvBytes } from '../../src/registration/csvBytes.ts';
import { defaultLimits } from '../../src/registration/intake/limits.ts';
import { readDeviceFile } from '../../src/registration/intake/readDeviceFile.ts';
import { hashText } from '../support/hardwareHash.ts';

const cellsOf = (bytes: Uint8Array) => parse(Buffer.from(bytes), { bom: true, relax_column_count: true }) as string[][];

/** What a spreadsheet may drop before it looks for a formula, and what begins one. */
const before = [
  '',
  '\n',
  ' ',
  '\v',
  '\0',
  '\t',
  '\r',
  '\f',
  '\u200b',
  '\ufeff',
  '\u00a0',
  '\u3000',
  '\u202e',
  '"',
  "'",
  '“',
  '\n\t "',
];
const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−'];

describe('a CSV that Preflight makes', () => {
  it('holds no cell that a spreadsheet could run: LF, space, VT, NUL, tab, CR, unseen or full-width signs before it', () => {
    for (const lead of before)
      for (const sign of signs) {
        const text = `${lead}${sign}cmd|' /C calc'!A0`;
        const [[cell = '']] = cellsOf(csvBytes([[text]])) as [string[]];
        assert.equal(cell, `'${text}`, JSON.stringify(text));
      }
    for (const lead of before.filter((each) => /^[\s\p{C}]/u.test(each)))
      assert.equal(cellsOf(csvBytes([[`${lead}text`]]))[0]?.[0], `'${lead}text`, JSON.stringify(lead));
  });

  it('begins no cell with what is not seen or with a sign, whatever is in it', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (row) => {
        for (const cell of cellsOf(csvBytes([['x', ...row]])).flat())
          assert.doesNotMatch(cell, /^(?:[\p{Z}\p{C}]|["“”]*[=+\-@＝＋－＠])/u);
      }),
    ));

  it('leaves harmless cells as they are', () => {
    const row = ['5CG1234ABC', 'T0EAAA==', 'a=b', 'ada@contoso.com', '', '«x»', 'Jürgen', '1-2'];
    assert.deepEqual(cellsOf(csvBytes([row])), [row]);
  });

  it('is read again by our own reader, hash unharmed, when its serial number was hostile', async () => {
    const hash = hashText({ serialNumber: 'PF0001' });
    for (const lead of before) {
      const given = {
        serialNumber: `${lead}=PF0001`,
        productId: '',
        hardwareHash: `${lead}${hash}`,
        groupTag: '',
        assignedUser: '',
      };
      const bytes = rejectedCsv([
        { line: 2, serialNumber: 'PF0001', verdict: 'rejected', findings: [], given } as never,
      ]);
      const { rows } = await readDeviceFile(bytes, { limits: defaultLimits, now: Date.now() });
      assert.equal(rows[0]?.device?.hardwareHash, hash, JSON.stringify(lead));
      assert.equal(rows[0]?.serialNumber, 'PF0001', JSON.stringify(lead));
    }
  });
});
