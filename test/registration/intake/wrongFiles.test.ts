import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import { brief, captions, hp, read, surface } from '../../support/deviceFile.ts';
import { hashText } from '../../support/hardwareHash.ts';

describe('wrong kinds of file', () => {
  const cases: [string, string | Uint8Array, string[]][] = [
    ['nothing', '', ['file-empty']],
    ['blank lines', '\r\n\r\n', ['file-empty']],
    ['a byte order mark', '\ufeff', ['file-empty']],
    ['captions alone', `${captions}\r\n`, ['no-rows']],
    ['prose', 'Dear colleagues,\nplease find the devices attached.\n', ['nothing-recognised']],
    [
      'an export of registered devices',
      'Serial number,Manufacturer,Model,Group tag,Profile status,Purchase order\nPF0ZH8MB,LENOVO,21R3,,Assigned,\n',
      ['registered-devices-export'],
    ],
    [
      'an export by script',
      '"azureActiveDirectoryDeviceId","deploymentProfileAssignmentStatus","enrollmentState","groupTag","id","manufacturer","model","serialNumber"\n"1","assignedInSync","enrolled","","2","LENOVO","21R3","PF0ZH8MB"\n',
      ['registered-devices-export'],
    ],
    [
      'an export of managed devices',
      'Device ID,Device name,Enrollment date,Last check-in,OS version,Serial number,Manufacturer,Model,Primary user UPN\n1,MMD-1,2026-01-01,2026-02-01,10.0,PF0ZH8MB,LENOVO,21R3,a@b.com\n',
      ['managed-devices-export'],
    ],
    [
      'device preparation identifiers',
      'HP,HP EliteBook 840 G8 Notebook PC,5CJ1280EK7\nLENOVO,21R3,PF0ZH8MB\n',
      ['device-preparation-identifiers'],
    ],
    [
      'device preparation identifiers of virtual machines',
      '"VMware, Inc.","VMware20,1","VMware-56 4d aa bb cc dd ee ff-00 11 22 33 44 55 66 77"\n',
      ['device-preparation-identifiers'],
    ],
    ['device preparation identifiers of letters', 'LENOVO,21R3001BUK,PFZHXMBA\n', ['device-preparation-identifiers']],
    ['IMEI numbers with captions', 'IMEI,Details\n353456789012345,phone\n', ['corporate-identifiers']],
    ['formatted text', '{\\rtf1\\ansi\\deff0 Devices}\n', ['nothing-recognised']],
    ['a log', '[2026-01-01] started\n[2026-01-02] stopped\n', ['nothing-recognised']],
    ['JSON in one line', '[{"serialNumber":"1"}]\n', ['file-is-profile']],
    ['IMEI numbers', '123456789012345,phone\n123456789012346,phone\n', ['corporate-identifiers']],
    ['serial numbers', 'PF0ZH8MB\nPF0ZH8MC\n', ['serial-number-list']],
    [
      'a list for partners',
      'Manufacturer,Model,Serial Number\nHP,EliteBook,5CJ1280EK7\n',
      ['2 5CJ1280EK7 rejected partner-tuple', 'partner-tuple-list'],
    ],
    ['an Autopilot profile', '{\n  "CloudAssignedTenantId": "1",\n  "Version": 2049\n}\n', ['file-is-profile']],
    ['a web page', '<!DOCTYPE html>\n<html><body>Sign in</body></html>\n', ['file-is-web-page']],
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, ...Buffer.from('....xl/workbook.xml')]), ['file-is-workbook']],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), ['file-is-workbook']],
    ['an archive', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), ['file-is-archive']],
    ['diagnostics', Buffer.from('MSCF\0\0'), ['file-is-cabinet']],
    ['a PDF', '%PDF-1.7', ['file-is-document']],
  ];
  for (const [what, content, expected] of cases) {
    it(`${what}: named for what they are, with what is needed instead`, async () => {
      const report = await read(content);
      assert.deepEqual(brief(report), expected);
      const [error] = report.findings;
      assert.equal(error?.severity, 'error');
      assert.ok((error?.message.length ?? 0) > 10 && (error?.remedy.length ?? 0) > 10);
    });
  }

  it('are not told by the first letters of a serial number', async () => {
    for (const serialNumber of ['MSCF1234', 'GIF89A12', 'MZ123456'])
      assert.deepEqual(brief(await read(`${serialNumber},,${hashText({ serialNumber })}\n`)), [
        `1 ${serialNumber} accepted`,
      ]);
  });

  it('are still read where they hold hashes after all', async () => {
    assert.deepEqual(brief(await read(`Serial number,Profile status,Hardware Hash\n5CJ1280EK7,Assigned,${hp}\n`)), [
      '2 5CJ1280EK7 accepted',
      'columns-ignored',
    ]);
  });

  it('differ from files in which some rows lack a hash', async () => {
    const report = await read(
      `${captions}\n5CJ1280EK7,,\n030603247614,,${surface}\nPC123456,,Unable to retrieve device hardware data (hash) from computer PC123456\n`,
    );
    assert.deepEqual(brief(report), [
      '2 5CJ1280EK7 rejected hash-missing',
      '3 030603247614 accepted',
      '4 PC123456 rejected hash-unreadable',
    ]);
  });
});

describe('limits', () => {
  const two = `${captions}\n5CJ1280EK7,,${hp}\n030603247614,,${surface}\n`;

  it('of rows', async () => {
    assert.deepEqual(brief(await read(two, { limits: { ...defaultLimits, rows: 2 } })), [
      '2 5CJ1280EK7 accepted',
      '3 030603247614 accepted',
    ]);
    const report = await read(two, { limits: { ...defaultLimits, rows: 1 } });
    assert.deepEqual(brief(report), ['too-many-rows']);
    assert.equal(report.findings[0]?.message, 'The file has more than 1 rows.');
  });

  it('of bytes, without reading on', async () => {
    let given = 0;
    const endless = async function* () {
      for (;;) {
        given += 1;
        yield Buffer.from(two);
      }
    };
    const { readDeviceFile } = await import('../../../src/registration/intake/readDeviceFile.ts');
    const report = await readDeviceFile(endless(), { limits: { ...defaultLimits, bytes: 100_000 }, now: 0 });
    assert.deepEqual(brief(report), ['file-too-large']);
    assert.ok(given < 20);
  });

  it('of cells and lines', async () => {
    const limits = { ...defaultLimits, cell: 5_000 };
    const long = await read(`${captions}\nPF0ZH8MB,,${hp}${'A'.repeat(2_000)}\n030603247614,,${surface}\n`, { limits });
    assert.deepEqual(brief(long), ['2 PF0ZH8MB rejected cell-too-long', '3 030603247614 accepted']);
    const endless = await read(`${captions}\nPF0ZH8MB,,${hp}${'A'.repeat(200_000)}\n030603247614,,${surface}\n`, {
      limits,
    });
    assert.deepEqual(brief(endless), ['2  rejected cell-too-long', '3 030603247614 accepted']);
  });

  it('do not keep an unreadable source from being reported', async () => {
    const { readDeviceFile } = await import('../../../src/registration/intake/readDeviceFile.ts');
    const broken = async function* () {
      yield Buffer.from(two);
      throw new Error('connection lost');
    };
    const report = await readDeviceFile(broken(), { limits: defaultLimits, now: 0 });
    assert.deepEqual(
      report.findings.map(({ code }) => code),
      ['file-unreadable'],
    );
    assert.match(report.findings[0]?.message ?? '', /connection lost/);
    assert.deepEqual(report.rows, []);
  });
});
