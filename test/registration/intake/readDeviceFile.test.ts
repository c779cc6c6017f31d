import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import { readDeviceFile } from '../../../src/registration/intake/readDeviceFile.ts';
import type { Report } from '../../../src/registration/intake/report.ts';

const folder = join(import.meta.dirname, '../../fixtures/csv');
const now = Date.UTC(2026, 10, 23);

interface Expected {
  encoding?: string;
  rows?: { serial: string; hash_serial: string }[];
  verdict: string;
  n?: number;
}

const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

const ok = (...serialNumbers: string[]) => serialNumbers.map((serialNumber) => `${serialNumber} accepted`);

/** What each verdict of `expected.json` means for the report: rows as `serial verdict code…`, then codes of the file. */
const meaning: Record<string, { rows: string[]; file?: string[] }> = {
  'captured-lenovo-21r3001buk.csv': { rows: ok('PF0ZH8MB') },
  'captured-microsoft-virtual-machine.csv': { rows: ['4055-8289-2658-0870-3425-3963-62 accepted virtual-machine'] },
  'captured-vmware20-1-b.csv': {
    rows: ['VMware-68 8a 4c 42 92 cd c5 2e-56 4f 3d 39 6c c2 5e 57 accepted no-tpm virtual-machine'],
  },
  'captured-qemu-q35.csv': { rows: ['SMBIOS_STRING_INDEX_0 rejected serial-placeholder virtual-machine'] },
  'captured-microsoft-surface-laptop-4.csv': { rows: ['030603247614 accepted captured-long-ago'] },
  'device-registration-sample-self.csv': { rows: ['016520771357 rejected hash-cut'] },
  'partner-center-template.csv': {
    rows: ['R9-ZNP67 rejected hash-missing', ' rejected product-id-only', ' rejected hash-cut-unreadable'],
    file: ['partner-center-template'],
  },
  'get-info-groupTag-assignedUser-utf16.csv': { rows: ['5CJ1280EK7 accepted group-tag-other', 'PF0ZH8MB accepted'] },
  'get-info-pwsh7-utf8-nobom.csv': { rows: ['PC6FBMKR accepted captured-long-ago'] },
  'get-info-partner-force-no-hash-utf16.csv': {
    rows: ['5CJ1280EK7 rejected partner-tuple'],
    file: ['partner-tuple-list'],
  },
  'get-info-partner-force-comma-in-make-utf16.csv': {
    rows: ['F96251044T193F74 accepted columns-shifted virtual-machine'],
  },
  'export-csv-quoted-utf8bom.csv': { rows: ['5CJ1280EK7 accepted group-tag-other'] },
  'concatenated-two-utf16-files.csv': { rows: ok('5CJ1280EK7', 'PF0ZH8MB'), file: ['several-files'] },
  'sccm-ssrs-report.csv': {
    rows: ['5CJ1280EK7 accepted', 'PC6FBMKR accepted captured-long-ago'],
    file: ['configuration-manager-report'],
  },
  'blank-lines-trailing-commas.csv': { rows: ['5CJ1280EK7 accepted group-tag-other', 'PF0ZH8MB accepted'] },
  'device-preparation-identifier-no-hash.csv': { rows: [], file: ['device-preparation-identifiers'] },
  'semicolon-excel-eu-cp1252.csv': { rows: ['5CJ1280EK7 accepted group-tag-other'] },
  'leading-zero-lost.csv': { rows: ['030603247614 repaired serial-repaired captured-long-ago'] },
  'scientific-notation.csv': { rows: ['030603247614 repaired serial-repaired product-id-repaired captured-long-ago'] },
  'rows-swapped-hashes.csv': { rows: ['PF0ZH8MB rejected hash-swapped', '5CJ1280EK7 rejected hash-swapped'] },
  'same-device-captured-twice.csv': { rows: ['5CJ1280EK7 accepted', '5CJ1280EK7 rejected duplicate-device'] },
  'exact-duplicate-row.csv': { rows: ['5CJ1280EK7 accepted', '5CJ1280EK7 rejected duplicate-row'] },
  'padding-cut-repairable.csv': { rows: ['5CJ1280EK7 repaired hash-filling-cut'] },
  'digest-cut.csv': { rows: ['5CJ1280EK7 rejected hash-cut'] },
  'one-char-changed.csv': { rows: ['5CJ1280EK7 rejected hash-digest-mismatch'] },
  'plus-became-space.csv': { rows: ['5CJ1280EK7 repaired hash-plus-lost'] },
  'wrapped-hash-quoted.csv': { rows: ['5CJ1280EK7 repaired hash-line-wrapped'] },
  'no-tpm.csv': { rows: ['VMware-68 8a 4c 42 92 cd c5 2e-56 4f 3d 39 6c c2 5e 57 accepted no-tpm virtual-machine'] },
};

function brief(report: Report): string[] {
  return report.rows.map(({ serialNumber, verdict, findings }) =>
    [serialNumber, verdict, ...findings.map(({ code }) => code)].join(' '),
  );
}

describe('readDeviceFile on files as they occur', () => {
  it('knows the meaning of every expected verdict', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    assert.equal(files.length, 28);
    assert.deepEqual(Object.keys(meaning).sort(), files.sort());
    assert.deepEqual(Object.keys(expected).sort(), files);
  });

  for (const [name, { rows, file = [] }] of Object.entries(meaning)) {
    const known = expected[name];
    it(`${name}: ${known?.verdict}`, async () => {
      const report = await readDeviceFile(readFileSync(join(folder, name)), { limits: defaultLimits, now });
      assert.deepEqual(brief(report), rows);
      assert.deepEqual(
        report.findings.map(({ code }) => code),
        file,
      );
      if (known?.n !== undefined) assert.equal(report.rows.length, known.n);
      if (known?.encoding !== undefined) assert.equal(report.encoding, known.encoding);
      if (known?.rows !== undefined)
        assert.deepEqual(
          report.rows.map(({ serialNumber }) => serialNumber),
          known.rows.map((row) => row.hash_serial),
        );
      if (known?.verdict.startsWith('ok')) assert.equal(report.summary.rejected, 0);
    });
  }

  it('gives the same report whatever the pieces a file arrives in', async () => {
    for (const name of Object.keys(meaning)) {
      const bytes = readFileSync(join(folder, name));
      const whole = await readDeviceFile(bytes, { limits: defaultLimits, now });
      for (const length of [1, 7, 1000]) {
        const pieces = async function* () {
          for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
        };
        assert.deepEqual(
          await readDeviceFile(pieces(), { limits: defaultLimits, now }),
          whole,
          `${name} in pieces of ${length}`,
        );
      }
    }
  });

  it('carries what the engine needs of a device', async () => {
    const report = await readDeviceFile(readFileSync(join(folder, 'get-info-groupTag-assignedUser-utf16.csv')), {
      limits: defaultLimits,
      now,
    });
    const { hardwareHash = '', ...device } = report.rows[0]?.device ?? {};
    assert.equal(hardwareHash.length, 4000);
    assert.deepEqual(device, {
      key: 'HP|5CJ1280EK7',
      tpmVersion: '2.0',
      memory: 16,
      groupTag: 'SALES',
      assignedUser: 'ada@contoso.com',
    });
  });
});
