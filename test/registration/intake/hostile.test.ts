import assert from 'node:assert/strict';
import { brief, captions, read } from '../../support/deviceFile.ts';
import { hashText } from '../../support/hardwareHash.ts';

const a = hashText({ serialNumber: 'AAAA1111' });
const b = hashText({ serialNumber: 'BBBB2222' });

/** Texts that once took ten seconds and more are read well within this, milliseconds. */
const soon = 4_000;

describe('device files made to keep a reader busy', () => {
  it('are read in no time, whatever is repeated in them', async () => {
    const wide = Array.from({ length: 500 }, (_, order) => `S,,${hashText({ serialNumber: `SERIAL${order}` })}`);
    const cases: Record<string, [string, string[]]> = {
      'cells before the serial number': [
        `Manufacturer,Serial Number,Hardware Hash\n${'x,'.repeat(40_000)}AAAA1111,${a}\n`,
        ['2  rejected too-many-cells'],
      ],
      'commas before the hash': [
        `${captions}\nAAAA1111${','.repeat(50_000)}${a}\n`,
        ['2 AAAA1111 rejected too-many-cells'],
      ],
      'cells after the hash': [
        `${captions},Device model\nAAAA1111,,${a}${',x'.repeat(20_000)}\n`,
        ['2 AAAA1111 rejected too-many-cells'],
      ],
      'cells within the limit': [
        `Manufacturer,Serial Number,Hardware Hash\n${'x,'.repeat(900)}AAAA1111,${a}\n`,
        ['2 AAAA1111 accepted columns-shifted'],
      ],
      'beginnings of a hash in a quote that stays open': [
        `${captions}\nAAAA1111,,${a}\n"${'-T0E'.repeat(40_000)}!\nx\n`,
        ['2 AAAA1111 accepted', '3  rejected cell-too-long'],
      ],
      'empty columns of a spreadsheet': [
        `${captions}${','.repeat(16_000)}\nAAAA1111,,${a}${','.repeat(16_000)}\n`,
        ['2 AAAA1111 accepted'],
      ],
    };
    for (const [what, [content, expected]] of Object.entries(cases)) {
      const start = performance.now();
      const found = brief(await read(content));
      assert.deepEqual(found, expected, what);
      assert.ok(performance.now() - start < soon, `${what}: ${performance.now() - start} ms`);
    }
    const start = performance.now();
    const { rows } = await read(`${'a,'.repeat(100_000)}${captions}\n${wide.join('\n')}`);
    assert.equal(rows.length, 500);
    assert.ok(performance.now() - start < soon);
  });

  it('say which line is too long, and go on with the next', async () => {
    const long = 'x'.repeat(600_000);
    for (const end of ['\n', '\r', '\r\n']) {
      const lines = [`Group Tag,${captions}`, `${long},AAAA1111,,${a}`, `z,BBBB2222,,${b}`, ''];
      assert.deepEqual(
        brief(await read(lines.join(end))),
        ['2  rejected cell-too-long', '3 BBBB2222 accepted group-tag-other'],
        JSON.stringify(end),
      );
    }
    const prose = `${'word '.repeat(8_000)}\n${captions}\nAAAA1111,,${a}\n`;
    assert.deepEqual(brief(await read(prose)), ['3 AAAA1111 accepted']);
  });
});

describe('columns that commas or another delimiter moved', () => {
  it('are found again by the delimiter beside the hash', async () => {
    for (const delimiter of [';', '\t']) {
      assert.deepEqual(
        brief(await read(`Hardware Hash,Serial Number\r\n${b}${delimiter}ZZZZ9999\r\n`)),
        ['2 BBBB2222 rejected serial-mismatch'],
        delimiter,
      );
    }
  });

  it('join a group tag up to the assigned user, and name every tag of ours', async () => {
    const { rows } = await read(`${captions},Group Tag,Assigned User\nAAAA1111,,${a},Sales,EMEA,ann@contoso.com`);
    assert.equal(rows[0]?.device?.groupTag, 'Sales,EMEA');
    assert.equal(rows[0]?.device?.assignedUser, 'ann@contoso.com');
    const two = 'Microsoft365Managed_Standard,Microsoft365Managed_SensitiveData';
    const report = await read(`${captions},Group Tag\nAAAA1111,,${a},${two}`);
    assert.deepEqual(brief(report), ['2 AAAA1111 rejected columns-shifted group-tag-refused']);
    assert.deepEqual(brief(await read(`AAAA1111,,${a},${two}`)), [
      '1 AAAA1111 rejected columns-shifted group-tag-refused',
    ]);
  });

  it('need no captions for a serial number after its hash', async () => {
    assert.deepEqual(brief(await read(`${a},AAAA1111\n${b},BBBB2222\n`)), [
      '1 AAAA1111 accepted',
      '2 BBBB2222 accepted',
    ]);
  });
});
