import assert from 'node:assert/strict';
import { brief, captions, hp, read, surface, vmware, wrap } from '../../support/deviceFile.ts';
import { hashBytes, hashText } from '../../support/hardwareHash.ts';

const both = ['2 5CJ1280EK7 accepted', '3 030603247614 accepted'];
const rows = `5CJ1280EK7,,${hp}\r\n030603247614,,${surface}\r\n`;
const plain = `${captions}\r\n${rows}`;
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

async function expectBrief(cases: Record<string, [string | Uint8Array, string[]]>): Promise<void> {
  for (const [what, [content, expected]] of Object.entries(cases))
    assert.deepEqual(brief(await read(content)), expected, what);
}

describe('device files: bytes', () => {
  it('are read in every encoding, and it is named', async () => {
    const cases: [string, Uint8Array][] = [
      ['utf-8', Buffer.from(plain)],
      ['utf-8-bom', Buffer.from(`\ufeff${plain}`)],
      ['utf-16le-bom', utf16(`\ufeff${plain}`)],
      ['utf-16le', utf16(plain)],
      ['utf-16be-bom', utf16(`\ufeff${plain}`).swap16()],
      ['utf-16be', utf16(plain).swap16()],
      [
        'windows-1252',
        Buffer.from(`${captions},Group Tag\r\n5CJ1280EK7,,${hp},Köln\r\n030603247614,,${surface},Köln\r\n`, 'latin1'),
      ],
    ];
    for (const [encoding, bytes] of cases) {
      const report = await read(bytes);
      assert.equal(report.encoding, encoding);
      assert.deepEqual(
        report.rows.map(({ line, serialNumber, verdict }) => `${line} ${serialNumber} ${verdict}`),
        both,
        encoding,
      );
      if (encoding === 'windows-1252') assert.equal(report.rows[0]?.device?.groupTag, 'Köln');
    }
  });

  it('may change their encoding in the middle, as files do that were appended to', async () => {
    const first = `${captions}\r\n5CJ1280EK7,,${hp}\r\n`;
    const second = `030603247614,,${surface}\r\n`;
    await expectBrief({
      'ASCII after UTF-16': [Buffer.concat([utf16(`\ufeff${first}`), Buffer.from(second)]), both],
      'UTF-16 after ASCII': [Buffer.concat([Buffer.from(first), utf16(second)]), both],
      'UTF-8 file after UTF-16 file': [
        Buffer.concat([utf16(`\ufeff${first}`), Buffer.from(`\ufeff${captions}\r\n${second}`)]),
        ['2 5CJ1280EK7 accepted', '4 030603247614 accepted', 'several-files'],
      ],
      'UTF-16 file after UTF-8 file': [
        Buffer.concat([Buffer.from(`\ufeff${first}`), utf16(`\ufeff${captions}\r\n${second}`)]),
        ['2 5CJ1280EK7 accepted', '4 030603247614 accepted', 'several-files'],
      ],
      'ASCII after big-endian UTF-16': [Buffer.concat([utf16(`\ufeff${first}`).swap16(), Buffer.from(second)]), both],
    });
  });

  it('end lines in any way', async () => {
    for (const end of ['\n', '\r', '\r\n', '\r\r\n', '\u2028']) {
      assert.deepEqual(brief(await read(plain.replaceAll('\r\n', end))), both, JSON.stringify(end));
    }
    const inCell = (end: string) => plain.replace(/(\r\n[^,]+),/g, '$1\u2028,').replaceAll('\r\n', end);
    for (const end of ['\n', '\r', '\r\n']) assert.deepEqual(brief(await read(inCell(end))), both, JSON.stringify(end));
  });
});

describe('device files: layout', () => {
  it('is found whatever separates and quotes the cells', async () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      for (const quote of [
        (cell: string) => cell,
        (cell: string) => `"${cell}"`,
        (cell: string) => ` ${cell} `,
        (cell: string) => ` "${cell}"`,
      ]) {
        const text = plain.replace(/[^,\r\n]+/g, quote).replaceAll(',', delimiter);
        const report = await read(text);
        assert.deepEqual(brief(report), both, text.slice(0, 60));
        assert.equal(report.delimiter, delimiter);
      }
    }
  });

  it('is found whatever the captions', async () => {
    await expectBrief({
      'other case': [plain.replace(captions, captions.toUpperCase()), both],
      'other order': [`Hardware Hash,Device Serial Number\n${hp},5CJ1280EK7\n${surface},030603247614\n`, both],
      synonyms: [`Serial,Hash\n5CJ1280EK7,${hp}\n030603247614,${surface}\n`, both],
      underscores: [`Serial_Number;PKID;HardwareHash\n5CJ1280EK7;;${hp}\n030603247614;;${surface}\n`, both],
      'repeated in a row': [
        `Device Serial Number,Serial Number,Hardware Hash\n,5CJ1280EK7,${hp}\n030603247614,,${surface}\n`,
        both,
      ],
      absent: [rows, ['1 5CJ1280EK7 accepted', '2 030603247614 accepted']],
      'hashes alone': [`${hp}\n${surface}\n`, ['1 5CJ1280EK7 accepted', '2 030603247614 accepted']],
      'with columns nobody knows': [
        `Asset,Device Serial Number,Hardware Hash,Room\n1,5CJ1280EK7,${hp},A\n2,030603247614,${surface},B\n`,
        [...both, 'columns-ignored'],
      ],
      'with titles of their own': [
        `Serial number (device);Hardware hash (4K)\n5CJ1280EK7;${hp}\n030603247614;${surface}\n`,
        both,
      ],
      'with row numbers nobody captioned': [
        `${captions}\n1,5CJ1280EK7,,${hp}\n2,030603247614,,${surface}\n`,
        ['2 5CJ1280EK7 accepted columns-shifted', '3 030603247614 accepted columns-shifted'],
      ],
      'with serial number and product id exchanged': [
        `${captions}\n3305276174858,5CJ1280EK7,${hp}\n,030603247614,${surface}\n`,
        ['2 5CJ1280EK7 accepted columns-shifted', '3 030603247614 accepted columns-shifted'],
      ],
      'with the hash twice': [`${captions},Hash\n5CJ1280EK7,,${hp},${hp}\n030603247614,,${surface},${surface}\n`, both],
      'in three pairs of quotes': [
        `${captions}\n030603247614,,${surface}\n5CJ1280EK7,,${hp}\n`.replace(/[^,\n]+/g, (cell) => `"""${cell}"""`),
        ['2 030603247614 accepted', '3 5CJ1280EK7 accepted'],
      ],
      'with trailing commas': [
        `${captions},,,\n5CJ1280EK7,,${hp},,,\n\n,,,\n030603247614,,${surface}\n`,
        ['2 5CJ1280EK7 accepted', '5 030603247614 accepted'],
      ],
    });
  });

  it('may have lines around and between', async () => {
    const after = ['3 5CJ1280EK7 accepted', '4 030603247614 accepted'];
    await expectBrief({
      sep: [`sep=;\r\n${plain.replaceAll(',', ';')}`, after],
      type: [`#TYPE System.Management.Automation.PSCustomObject\r\n${plain}`, after],
      title: [`Windows Autopilot devices of Contoso\r\n${plain}`, after],
      remarks: [`${plain}\r\nTotal: 2 devices\r\nGenerated 2026-11-01\r\n2 rows\r\n`, both],
      'each line quoted as a whole': [plain.replace(/[^\r\n]+/g, (line) => `"${line}"`), both],
    });
  });

  it('may be several files in one', async () => {
    const glued = ['2 5CJ1280EK7 accepted', '4 030603247614 accepted', 'several-files'];
    const first = `${captions}\n5CJ1280EK7,,${hp}`;
    const second = `${captions}\n030603247614,,${surface}`;
    await expectBrief({
      'with a byte order mark between': [`${first}\n\ufeff${second}\n`, glued],
      'with other delimiters': [`${first}\n${second.replaceAll(',', ';')}\n`, glued],
      'with other columns': [`${first}\nHardware Hash,Device Serial Number\n${surface},030603247614\n`, glued],
      'without a newline between': [
        `${first}\ufeff${second}`,
        ['2 5CJ1280EK7 accepted', '3 030603247614 accepted', 'several-files'],
      ],
      'without anything between': [
        `${first}${second}`,
        ['2 5CJ1280EK7 accepted', '3 030603247614 accepted', 'several-files'],
      ],
    });
  });

  it('may be a Configuration Manager report with a device that has no hash', async () => {
    const words = 'Device Serial Number,Windows Product ID,Hardware Hash';
    const text = `textbox1\nTitle,,\n\nDetails_Table0_SerialNumber1,Details_Table0_PKID1,Details_Table0_Hash1,Details_Table0_SerialNumber,Details_Table0_PKID,Details_Table0_Hash\n${words},5CJ1280EK7,,${hp}\n${words},PC123456,,\n${words},030603247614,,${surface}\n`;
    assert.deepEqual(brief(await read(text)), [
      '5 5CJ1280EK7 accepted',
      '6 PC123456 rejected hash-missing',
      '7 030603247614 accepted',
      'configuration-manager-report',
    ]);
  });

  it('survives hashes wrapped over lines', async () => {
    const wrapped = ['2 5CJ1280EK7 repaired hash-line-wrapped', '55 030603247614 repaired hash-line-wrapped'];
    const compact = hashBytes({ serialNumber: 'COMPACT1' }).toString('base64');
    await expectBrief({
      'without quotes': [`${captions}\n5CJ1280EK7,,${wrap(hp, 76)}\n030603247614,,${wrap(surface, 76)}\n`, wrapped],
      'with quotes': [`${captions}\n5CJ1280EK7,,"${wrap(hp, 76)}"\n030603247614,,"${wrap(surface, 76)}"\n`, wrapped],
      'with cells after them': [
        `${captions},User\n5CJ1280EK7,,${wrap(hp, 76)},a@b.com\n030603247614,,${wrap(surface, 76)},c@d.com\n`,
        wrapped,
      ],
      'in an answered mail': [
        `> ${captions}\n> 5CJ1280EK7,,${wrap(hp, 76, '\n> ')}\n> 030603247614,,${wrap(surface, 76, '\n> ')}\n`,
        wrapped,
      ],
      'before the hash': [`${captions}\n5CJ1280EK7,,\n${hp}\n`, ['2 5CJ1280EK7 repaired hash-line-wrapped']],
      'without filling': [
        `${captions}\nCOMPACT1,,${wrap(compact, 76)}\n030603247614,,${surface}\n`,
        ['2 COMPACT1 repaired hash-line-wrapped', '13 030603247614 accepted'],
      ],
    });
  });

  it('does not let a stray quote swallow the rows after it', async () => {
    await expectBrief({
      'before a cell': [`${captions}\n"5CJ1280EK7,,${hp}\n030603247614,,${surface}\n`, both],
      'after a cell': [`${captions}\n5CJ1280EK7",,${hp}\n030603247614,,${surface}\n`, both],
      'in the last row': [`${captions}\n5CJ1280EK7,,${hp}\n"030603247614,,${surface}\n`, both],
    });
  });

  it('keeps columns apart where commas inside values shift them', async () => {
    const report = await read(
      `${captions},Manufacturer name,Device model,Group Tag,Assigned User\n` +
        `VMware-56 4d aa bb,,${vmware},VMware, Inc.,VMware20,1,Sales,ada@contoso.com\n` +
        `5CJ1280EK7,,${hp},HP,HP EliteBook 840 G8 Notebook PC,Sales, EMEA,bob@contoso.com\n`,
    );
    assert.deepEqual(brief(report), [
      '2 VMware-56 4d aa bb accepted columns-shifted no-tpm virtual-machine group-tag-other',
      '3 5CJ1280EK7 accepted columns-shifted group-tag-invalid',
    ]);
    assert.deepEqual(
      report.rows.map(({ device }) => `${device?.groupTag}|${device?.assignedUser}`),
      ['Sales|ada@contoso.com', 'Sales, EMEA|bob@contoso.com'],
    );
    assert.deepEqual(
      brief(
        await read(
          `Manufacturer,Model,Serial Number,Hardware Hash\nVMware, Inc.,VMware20,1,VMware-56 4d aa bb,${vmware}\n`,
        ),
      ),
      ['2 VMware-56 4d aa bb accepted columns-shifted no-tpm virtual-machine'],
    );
  });

  it('keeps them apart left of the hash as well', async () => {
    const tagged = await read(
      `Device Serial Number,Group Tag,Hardware Hash\n5CJ1280EK7,Sales, EMEA,${hp}\n030603247614,Sales,${surface}\n`,
    );
    assert.deepEqual(
      tagged.rows.map(({ verdict, device }) => [verdict, device?.groupTag]),
      [
        ['accepted', 'Sales, EMEA'],
        ['accepted', 'Sales'],
      ],
    );
    const serialNumber = 'AB,12345';
    const comma = await read(`${captions}\n${serialNumber},,${hashText({ serialNumber })}\n`);
    assert.deepEqual(brief(comma), ['2 AB,12345 accepted columns-shifted']);
    const missing = await read(`${captions}\n5CJ1280EK7,${hp}\n`);
    assert.deepEqual(brief(missing), ['2 5CJ1280EK7 accepted']);
  });

  it('ignores a cell without a caption rather than taking it for part of the tag', async () => {
    const report = await read(`${captions},Group Tag\n5CJ1280EK7,,${hp},Microsoft365Managed_Standard,owner\n`);
    assert.deepEqual(brief(report), ['2 5CJ1280EK7 accepted cells-ignored']);
    assert.equal(report.rows[0]?.device?.groupTag, 'Microsoft365Managed_Standard');
  });
});

describe('pasted text', () => {
  const one = ['1 5CJ1280EK7 accepted', '1 030603247614 accepted'];

  it('is read although line breaks and tabs became blanks', async () => {
    await expectBrief({
      'commas left': [`${captions} 5CJ1280EK7,,${hp} 030603247614,,${surface}`, one],
      'line breaks left': [
        `Device Serial Number Windows Product ID Hardware Hash\n5CJ1280EK7  ${hp}\n030603247614  ${surface}`,
        both,
      ],
      'no-break spaces': [
        `Device Serial Number\u00a0Hardware Hash\n5CJ1280EK7\u00a0\u00a0${hp}\n030603247614\u00a0\u00a0${surface}`,
        both,
      ],
      'nothing left': [
        `Device Serial Number Windows Product ID Hardware Hash 5CJ1280EK7 ${hp} 030603247614 ${surface}`,
        one,
      ],
      'not even blanks': [
        `Device Serial NumberWindows Product IDHardware Hash5CJ1280EK7${hp}030603247614${surface}`,
        one,
      ],
      'serial numbers with blanks': [
        `${captions} 5CJ1280EK7,,${hp} VMware-56 4d aa bb,,${vmware}`,
        ['1 5CJ1280EK7 accepted', '1 VMware-56 4d aa bb accepted no-tpm virtual-machine'],
      ],
      'one row': [`${captions} 5CJ1280EK7,,${hp}`, ['1 5CJ1280EK7 accepted']],
      'a table for the eye': [
        `Device Serial Number Hardware Hash\n-------------------- -------------\n5CJ1280EK7           ${hp}\n`,
        ['3 5CJ1280EK7 accepted'],
      ],
      'a hash alone': [hp, ['1 5CJ1280EK7 accepted']],
      'a wrapped hash alone': [wrap(hp, 64, '\r\n'), ['1 5CJ1280EK7 repaired hash-line-wrapped']],
      'a hash broken by blanks': [`5CJ1280EK7,,${wrap(hp, 500, ' ')}`, ['1 5CJ1280EK7 repaired hash-line-wrapped']],
      'a list of properties': [
        `Device Serial Number : 5CJ1280EK7\nHardware Hash        : ${hp}\n`,
        ['2 5CJ1280EK7 accepted'],
      ],
      JSON: [
        JSON.stringify([{ serialNumber: '5CJ1280EK7', hardwareIdentifier: hp }], null, 1),
        ['4 5CJ1280EK7 accepted'],
      ],
      XML: [`<?xml version="1.0"?>\n<HardwareHash>${hp}</HardwareHash>\n`, ['2 5CJ1280EK7 accepted']],
    });
  });

  it('keeps tags and users with their rows', async () => {
    const report = await read(
      `${captions},Group Tag,Assigned User 5CJ1280EK7,,${hp},North,ada@contoso.com 030603247614,,${surface},South,bob@contoso.com`,
    );
    assert.deepEqual(
      report.rows.map(({ serialNumber, device }) => [serialNumber, device?.groupTag, device?.assignedUser]),
      [
        ['5CJ1280EK7', 'North', 'ada@contoso.com'],
        ['030603247614', 'South', 'bob@contoso.com'],
      ],
    );
  });

  it('does not mistake another device for the one in the hash', async () => {
    const other = hashText({ serialNumber: 'OTHER001' });
    assert.deepEqual(brief(await read(`5CJ1280EK7  ${other}`)), ['1 OTHER001 rejected serial-mismatch']);
  });
});
