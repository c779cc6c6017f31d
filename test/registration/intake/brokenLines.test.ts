import assert from 'node:assert/strict';
import { brief, captions, read, wrap } from '../../support/deviceFile.ts';
import { hashText } from '../../support/hardwareHash.ts';

const a = hashText({ serialNumber: 'AAAA1111' });
const b = hashText({ serialNumber: 'BBBB2222' });
const c = hashText({ serialNumber: 'CCCC3333' });

async function expectBrief(cases: Record<string, [string, string[]]>): Promise<void> {
  for (const [what, [content, expected]] of Object.entries(cases))
    assert.deepEqual(brief(await read(content)), expected, what);
}

describe('lines before a hash', () => {
  it('are rows of their own, unless they have just the cells that a hash follows', async () => {
    await expectBrief({
      'hash first': [
        `Hardware Hash,Device Serial Number,Group Tag\n,BBBB2222,\n${a},AAAA1111,x\n`,
        ['2 BBBB2222 rejected hash-missing', '3 AAAA1111 accepted group-tag-other'],
      ],
      'a row without a hash and more cells': [
        `${captions},Group Tag\nBBBB2222,,,\nAAAA1111,,${a},\n`,
        ['2 BBBB2222 rejected hash-missing', '3 AAAA1111 accepted'],
      ],
      'the rest of the row': [`${captions}\nAAAA1111,,\n${a}\n`, ['2 AAAA1111 repaired hash-line-wrapped']],
    });
    const titles: [string, string[]][] = [
      [`Devices 2026,\r\n${a}\r\n${b}\r\n`, ['2 AAAA1111', '3 BBBB2222']],
      [`Berlin 12,,\r\n${a},AAAA1111`, ['2 AAAA1111']],
      [`AAAA1111,,\r\n${a}\r\nBBBB2222,,\r\n${b}\r\n`, ['1 AAAA1111', '3 BBBB2222']],
    ];
    for (const [content, expected] of titles) {
      const { rows } = await read(content);
      assert.deepEqual(
        rows.map(({ line, serialNumber, device }) => `${line} ${serialNumber}${device === undefined ? ' none' : ''}`),
        expected,
      );
    }
  });
});

describe('hashes that lost their + to spaces', () => {
  it('are repaired though they were wrapped as well', async () => {
    for (let order = 0; order < 40; order += 1) {
      const serialNumber = `SERIAL${order}`;
      const spaced = hashText({ serialNumber }).replaceAll('+', ' ');
      for (const width of [76, 202, 1000]) {
        for (const quote of ['', '"']) {
          for (const end of ['\n', '\r\n']) {
            const text = `${captions},Group Tag\n${serialNumber},,${quote}${wrap(spaced, width, end)}${quote},x\nBBBB2222,,${b},x\n`;
            const { rows } = await read(text);
            assert.deepEqual(
              rows.map((row) => `${row.serialNumber} ${row.device?.groupTag}`),
              [`${serialNumber} x`, 'BBBB2222 x'],
              `${serialNumber} ${width} ${quote} ${JSON.stringify(end)}`,
            );
          }
        }
      }
    }
  });

  it('are told from blanks that mail programs leave at the ends of lines', async () => {
    for (const quote of ['', '"']) {
      const text = `${captions}\nAAAA1111,,${quote}${wrap(a, 76, ' \n')}${quote}\nBBBB2222,,${b}\n`;
      assert.deepEqual(brief(await read(text)), ['2 AAAA1111 repaired hash-line-wrapped', '55 BBBB2222 accepted']);
    }
  });

  it('never lend a piece of themselves to the serial number', async () => {
    const pieces = wrap(a.replaceAll('+', '  '), 60).split('\n').slice(3, 8);
    const { rows } = await read(`${captions}\nBBBB2222,,${b}\n${pieces.map((piece) => `${piece},,`).join('\n')}\n`);
    assert.ok(rows.every(({ serialNumber }) => serialNumber.length < 40));
  });
});

describe('quotes', () => {
  it('open a cell only at its beginning', async () => {
    await expectBrief({
      inches: [
        `${captions},Group Tag\nAAAA1111,,${a},19" rack\nBBBB2222,,,24" rack\nCCCC3333,,${c},x`,
        [
          '2 AAAA1111 accepted group-tag-other',
          '3 BBBB2222 rejected hash-missing',
          '4 CCCC3333 accepted group-tag-other',
        ],
      ],
      'a cell with a line break': [
        `${captions},Group Tag\nAAAA1111,,${a},"Berlin\n12"\nBBBB2222,,${b},x`,
        ['2 AAAA1111 accepted group-tag-other', '4 BBBB2222 accepted group-tag-other'],
      ],
    });
  });
});
