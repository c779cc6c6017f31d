import assert from 'node:assert/strict';
import { captions, hp, read } from '../../support/deviceFile.ts';

/** `filler` makes a cell long. */
const filler = ' x'.repeat(1100);
const groups = ['NPPR9', 'FWDCX', 'D2C8J', 'H872K', '2YT43'];
const key = groups.join('-');

describe('a Windows product key', () => {
  const row = `5CJ1280EK7,,${hp}`;
  const contents: [string, string][] = [
    ['a long serial number', `${captions}\n${key}${filler},,${hp}\n`],
    ['a long Product ID', `${captions}\n5CJ1280EK7,${key}${filler},${hp}\n`],
    ['a long group tag', `${captions},Group Tag\n${row},${key}${filler}\n`],
    ['a long assigned user', `${captions},Group Tag,Assigned User\n${row},,${filler}${key}\n`],
    ['a row too long to be read', `${captions}\n${key},,${'A'.repeat(40_000)}\n`],
    ['a caption', `${captions},${key}\n${row},1\n`],
    ['a caption with a label', `${captions},Key ${key}\n${row},1\n`],
    ['a row without a hash', `${captions}\n${key}${filler},,\n`],
    ['a cell with a hash', `${captions}\n5CJ1280EK7,,${hp.slice(0, 900)} ${key}\n`],
    ...[' - ', '_', '.', '\u2013', ' ', ':', '\u200b-'].map((by): [string, string] => [
      `groups set apart by “${by}”`,
      `${captions}\n5CJ1280EK7,${groups.join(by)},${hp}\n`,
    ]),
  ];
  for (const [name, content] of contents) {
    it(`never leaves the reader: ${name}`, async () => {
      const said = JSON.stringify(await read(content, { keepRejected: true }));
      assert.ok(!said.includes('FWDCX') && !said.includes('D2C8J'), said.slice(0, 600));
    });
  }

  it('takes its label along, so that the serial number is missing rather than another', async () => {
    for (const label of ['Key: ', 'Product key ', '']) {
      const [first] = (await read(`${captions}\n${label}${key},,${hp}\n`)).rows;
      assert.deepEqual(
        [first?.verdict, ...(first?.findings ?? []).map(({ code }) => code)],
        ['repaired', 'product-key-dropped', 'serial-missing'],
      );
    }
  });

  it('is looked for in linear time', async () => {
    const long = [
      key.slice(0, -1).repeat(1_200),
      'A1B2C-'.repeat(5_000),
      'B7'.repeat(16_000),
      `${' '.repeat(30_000)}x`,
    ];
    const started = performance.now();
    for (const cell of long) await read(`${captions}\n${cell},,${hp}\n`);
    assert.ok(performance.now() - started < 3_000);
  });

  it('is the only reason to leave out a cell, and what is repeated of cells is bounded', async () => {
    const { rows } = await read(`${captions}\n${'word '.repeat(2_000)},,${hp.slice(0, 100)}\n${'7.'.repeat(900)},,\n`);
    for (const row of rows) assert.ok(JSON.stringify(row).length < 2_000);
    assert.equal(rows.length, 2);
  });
});
