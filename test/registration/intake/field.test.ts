import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brief, captions, hp, read, surface, wrap } from '../../support/deviceFile.ts';
import { hashText } from '../../support/hardwareHash.ts';

const folder = join(import.meta.dirname, '../../fixtures/field');
const field = (name: string) => read(readFileSync(join(folder, name)));

/** Built from public reports: what each file of the field is read as. */
describe('inputs from the field', () => {
  const wrapped: Record<string, string[]> = {
    '01-format-list-console-120-columns-utf16.txt': ['5 5CG9Q1ZZA1 repaired hash-line-wrapped'],
    '03-format-table-wrap-hash-indented.txt': ['4 5CG9Q1ZZA1 repaired hash-line-wrapped'],
    '04-chat-paste-row-wrapped-at-76-without-captions.txt': ['1 5CG9Q1ZZA1 repaired hash-line-wrapped'],
    '07-json-plus-escaped-u002B.json': ['1 5CG9Q1ZZA1 repaired hash-escaped'],
    '08-one-device-serial-is-System-Serial-Number-utf16.csv': ['2 System Serial Number rejected serial-placeholder'],
    '10-OA3.xml': ['2 5CG9Q1ZZA1 accepted'],
    '11-what-the-iphone-link-answers.html': ['file-is-web-page'],
  };
  for (const [name, expected] of Object.entries(wrapped))
    it(`${name} is read right`, async () => assert.deepEqual(brief(await field(name)), expected));

  for (const name of [
    '06-graph-import-json-with-tag-and-user.json',
    '06b-graph-import-json-with-tag-and-user-one-line.json',
  ])
    it(`${name} keeps its group tag and its user, and makes no second row`, async () => {
      const report = await field(name);
      assert.deepEqual(
        report.rows.map(({ serialNumber, verdict, device }) => [
          serialNumber,
          verdict,
          device?.groupTag,
          device?.assignedUser,
        ]),
        [['5CG9Q1ZZA1', 'accepted', 'Microsoft365Managed_PowerUser', 'adele@contoso.example']],
      );
      assert.deepEqual(report.findings, []);
    });

  it('12-placeholders-that-pass.csv: all eight are refused as placeholders', async () => {
    const report = await field('12-placeholders-that-pass.csv');
    assert.equal(report.rows.length, 8);
    for (const { findings } of report.rows)
      assert.deepEqual(
        findings.map(({ code }) => code),
        ['serial-placeholder'],
      );
    assert.deepEqual(report.findings, []);
  });
});

describe('a hash that the text broke', () => {
  const list = (hash: string) => `Device Serial Number : 5CJ1280EK7\nHardware Hash        : ${hash}\n`;
  const lines = wrap(hp, 80).split('\n');

  it('is one row with the serial number above it, and the text is named, not the device', async () => {
    const lost = lines.filter((_, at) => at !== 3).join('\n                       ');
    const report = await read(list(lost));
    assert.equal(report.rows.length, 1);
    assert.equal(report.rows[0]?.serialNumber, '5CJ1280EK7');
    assert.deepEqual(
      report.rows[0]?.findings.map(({ code }) => code),
      ['hash-lines-lost'],
    );
    assert.match(report.rows[0]?.findings[0]?.remedy ?? '', /-OutputFile/);
  });

  it('is told to be shortened where the window put dots for the rest', async () => {
    const short = 'T0EnAgEAHAAAAAoAGR70ZQAACgCgHvRl';
    for (const dots of ['...', '\u2026'])
      for (const text of [
        list(`${short}${dots}`),
        `Device Serial Number Windows Product ID Hardware Hash\n-------------------- ------------------ -------------\n5CJ1280EK7                              ${short}${dots}\n`,
        `${captions}\n5CJ1280EK7,,${short}${dots}\n`,
      ])
        assert.deepEqual(
          (await read(text)).rows.map(({ serialNumber, findings }) => [serialNumber, findings[0]?.code]),
          [['5CJ1280EK7', 'hash-shortened']],
          text,
        );
  });

  it('leaves out pieces without a beginning, and says so', async () => {
    const report = await read(`${captions}\n030603247614,,${surface}\n${lines.slice(4, 7).join('\n')}\n`);
    assert.deepEqual(brief(report), ['2 030603247614 accepted', 'pieces-left-out']);
    assert.match(report.findings[0]?.message ?? '', /3 lines, the first of them line 3/);
  });
});

describe('a serial number that reads like a caption', () => {
  it('is one where its row has a place for it', async () => {
    for (const serialNumber of ['SERIALNUMBER-0042', 'MODEL-7712', 'Serial Number 0007', 'TAG-100']) {
      const hash = hashText({ serialNumber });
      for (const text of [
        `${captions}\n${serialNumber},,${hash}\n`,
        `${serialNumber},,${hash}\n`,
        `Serial Number: ${serialNumber}\nHash: ${hash}\n`,
      ])
        assert.deepEqual(
          (await read(text)).rows.map((row) => [row.serialNumber, row.verdict]),
          [[serialNumber, 'accepted']],
          text.slice(0, 80),
        );
    }
  });

  it('is not passed over where its hash is missing', async () => {
    for (const serialNumber of ['System Serial Number', 'SERIALNUMBER-0042', 'Serial'])
      assert.deepEqual(brief(await read(`${captions}\n${serialNumber},,\n5CJ1280EK7,,${hp}\n`)), [
        `2 ${serialNumber} rejected hash-missing`,
        '3 5CJ1280EK7 accepted',
      ]);
  });
});

describe('documents', () => {
  it('that are cut off or broken are read as far as they go', async () => {
    const device = (serialNumber: string, hash: string) =>
      `{"serialNumber":"${serialNumber}","hardwareIdentifier":"${hash}"}`;
    const both = ['1 5CJ1280EK7 accepted', '1 030603247614 accepted'];
    assert.deepEqual(brief(await read(`[${device('5CJ1280EK7', hp)},${device('030603247614', surface)}`)), both);
    assert.deepEqual(brief(await read(`[${device('5CJ1280EK7', hp)},,;${device('030603247614', surface)}]`)), both);
    assert.deepEqual(
      brief(await read(`[${device('5CJ1280EK7', hp)},${device('030603247614', surface.slice(0, 200))}`)),
      [both[0], '1 030603247614 rejected hash-cut-unreadable'],
    );
  });

  it('say which devices have no hash, and which values are not used', async () => {
    const json = JSON.stringify([
      { serialNumber: '5CJ1280EK7', hardwareIdentifier: hp, room: 'B12' },
      { serialNumber: '5CJ1280EK8', room: 'B13' },
    ]);
    const report = await read(json);
    assert.deepEqual(brief(report), ['1 5CJ1280EK7 accepted', '1 5CJ1280EK8 rejected hash-missing', 'columns-ignored']);
    assert.match(report.findings[0]?.message ?? '', /room/);
  });

  it('give what they say of a whole list to each of its devices', async () => {
    const report = await read(
      JSON.stringify({ groupTag: 'Sales', devices: [{ serialNumber: '5CJ1280EK7', hash: hp }, { hash: surface }] }),
    );
    assert.deepEqual(
      report.rows.map(({ serialNumber, device }) => [serialNumber, device?.groupTag]),
      [
        ['5CJ1280EK7', 'Sales'],
        ['030603247614', 'Sales'],
      ],
    );
  });

  it('may hold a thousand devices in one line', async () => {
    const devices = Array.from({ length: 1_000 }, (_, at) => ({
      serialNumber: `PF${10_000 + at}`,
      hardwareIdentifier: hashText({ serialNumber: `PF${10_000 + at}` }),
    }));
    const report = await read(JSON.stringify(devices));
    assert.deepEqual(report.summary, { accepted: 1_000, repaired: 0, rejected: 0 });
  });
});

describe('UTF-7', () => {
  it('is read as Windows PowerShell writes it', async () => {
    const encode = (text: string) =>
      text.replace(/[^A-Za-z0-9'(),./:? \t\r\n-]/g, (character) =>
        character === '+'
          ? '+-'
          : `+${Buffer.from(character, 'utf16le').swap16().toString('base64').replaceAll('=', '')}-`,
      );
    for (const text of [
      `${captions},Group Tag\r\n5CJ1280EK7,,${hp},Microsoft365Managed_PowerUser\r\n`,
      `"Device Serial Number","Hardware Hash","Group Tag"\r\n"5CJ1280EK7","${hp}","Microsoft365Managed_PowerUser"\r\n`,
    ]) {
      const report = await read(Buffer.from(encode(text), 'latin1'));
      assert.deepEqual(brief(report), ['2 5CJ1280EK7 accepted']);
      assert.equal(report.rows[0]?.device?.groupTag, 'Microsoft365Managed_PowerUser');
      assert.equal(report.encoding, 'utf-7');
    }
  });
});

describe('spreadsheets and documents under another name', () => {
  const zip = (name: string, content = '') =>
    Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(26), Buffer.from(name + content), Buffer.alloc(40)]);
  const cases: [string, Uint8Array, string, RegExp][] = [
    ['.ods', zip('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'), 'file-is-workbook', /OpenDocument/],
    ['.numbers', zip('Index/Document.iwa'), 'file-is-workbook', /Numbers/],
    ['.xlsx', zip('[Content_Types].xml'), 'file-is-workbook', /Excel/],
    ['.docx', zip('word/document.xml'), 'file-is-document', /document/],
    ['.zip', zip('devices.csv'), 'file-is-archive', /archive/],
  ];
  for (const [what, bytes, code, sentence] of cases)
    it(`are named for what they are: ${what}`, async () => {
      const report = await read(bytes);
      assert.deepEqual(brief(report), [code]);
      assert.match(report.findings[0]?.message ?? '', sentence);
    });
});
