import assert from 'node:assert/strict';
import { brief, captions, read } from '../../support/deviceFile.ts';
import { hashText } from '../../support/hardwareHash.ts';

const good = `AAAA1111,,${hashText({ serialNumber: 'AAAA1111' })}`;

describe('a row without a hash', () => {
  const serialNumbers = [
    'VMware-56 4d aa bb cc dd ee ff-00 11 22 33 44 55 66 77',
    'Parallels-55 AA BB CC DD',
    'PFKZHXMB',
    'None',
    'To be filled by O.E.M.',
    'TOTAL123',
    'Sample-12',
    'NOTE-1234',
    'Report-7',
    'Page-1',
    'COUNT-55',
    'Sum-1',
    'Example-9',
    '#1234',
    '---12345',
  ];
  for (const serialNumber of serialNumbers) {
    it(`is a device that is not passed over: ${serialNumber}`, async () => {
      assert.deepEqual(brief(await read(`${captions}\n${serialNumber},,\n${good}\n`)), [
        `2 ${serialNumber} rejected hash-missing`,
        '3 AAAA1111 accepted',
      ]);
    });
  }
});

describe('prose after the rows', () => {
  const remarks = [
    '(1 row affected)',
    '(2 rows affected)',
    'Completion time: 2026-01-01T00:00:00',
    'Printed 2026-01-05',
    'Rows: 2',
    'Device count: 2',
    'Anzahl: 2',
    '2 Geräte',
    'Stand: 05.01.2026',
    'Erstellt am 05.01.2026',
    '© 2026 Contoso',
    'Date,2026-01-05',
    'Total,2',
    'Total: 2,,',
    'End of report,,',
    'Query took 12 s',
    '2026-01-05 12:00:00',
    '# 1234',
    '-----',
  ];
  for (const remark of remarks) {
    it(`is no row: ${remark}`, async () => {
      assert.deepEqual(brief(await read(`${captions}\n${good}\n${remark}\n`)), ['2 AAAA1111 accepted']);
    });
  }

  it('is no row where the hash is the first column', async () => {
    const hash = hashText({ serialNumber: 'AAAA1111' });
    const content = `Hardware Hash,Windows Product ID,Device Serial Number\n${hash},,AAAA1111\nTotal,2\nRows: 2\nno data,,BBBB2222\n`;
    assert.deepEqual(brief(await read(content)), ['2 AAAA1111 accepted', '5 BBBB2222 rejected hash-unreadable']);
  });

  it('is told from a serial number that stands alone', async () => {
    assert.deepEqual(brief(await read(`${captions}\n${good}\nBBBB2222\nCCCC3333,\n`)), [
      '2 AAAA1111 accepted',
      '3 BBBB2222 rejected hash-missing',
      '4 CCCC3333 rejected hash-missing',
    ]);
  });
});
