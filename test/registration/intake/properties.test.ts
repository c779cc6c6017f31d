import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import type { Report } from '../../../src/registration/intake/report.ts';
import { captions, hp, read, surface } from '../../support/deviceFile.ts';
import { hashBytes, hashText } from '../../support/hardwareHash.ts';

const serialNumbers = fc.uniqueArray(fc.stringMatching(/^[A-Z]{2}[A-Z0-9]{4,10}[0-9]$/), {
  minLength: 1,
  maxLength: 4,
});

const encodings: Record<string, (text: string) => Uint8Array> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8-bom': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le-bom': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be-bom': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
};

const columns = {
  serialNumber: ['Device Serial Number', 'device serial number', 'SERIALNUMBER', 'Serial_Number', 'Seriennummer'],
  productId: ['Windows Product ID', 'windows product id', 'PKID'],
  hardwareHash: ['Hardware Hash', 'HARDWARE HASH', 'HardwareHash', 'hardware_hash'],
  groupTag: ['Group Tag', 'grouptag', 'GROUP TAG'],
} as const;

const layouts = fc.record({
  encoding: fc.constantFrom(...Object.keys(encodings)),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quoting: fc.constantFrom<(cell: string) => string>(
    (cell) => cell,
    (cell) => `"${cell}"`,
    (cell) => (cell === '' ? '' : `"${cell}"`),
    (cell) => `${cell} `,
  ),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  lastNewline: fc.boolean(),
  blankLines: fc.boolean(),
  trailing: fc.boolean(),
  preamble: fc.constantFrom('', 'Windows Autopilot devices of Contoso', '#TYPE System.Object'),
  header: fc.constantFrom<'captions' | 'absent' | 'repeated'>('captions', 'absent', 'repeated'),
  order: fc.shuffledSubarray(Object.keys(columns) as (keyof typeof columns)[], { minLength: 4 }),
  spelling: fc.nat({ max: 4 }),
});

type Layout = typeof layouts extends fc.Arbitrary<infer T> ? T : never;

function layOut(devices: readonly Record<keyof typeof columns, string>[], layout: Layout): Uint8Array {
  // Without captions only the usual order can be told.
  const order = layout.header === 'absent' ? (Object.keys(columns) as (keyof typeof columns)[]) : layout.order;
  const line = (cells: string[]) =>
    [...cells.map(layout.quoting), ...(layout.trailing ? [''] : [])].join(layout.delimiter);
  const header = line(order.map((column) => columns[column][layout.spelling % columns[column].length] ?? ''));
  const lines: string[] = layout.header === 'absent' || layout.preamble === '' ? [] : [layout.preamble];
  if (layout.header !== 'absent') lines.push(header);
  for (const [index, device] of devices.entries()) {
    if (layout.header === 'repeated' && index > 0) lines.push(header);
    if (layout.blankLines) lines.push('');
    lines.push(line(order.map((column) => device[column])));
  }
  const text = lines.join(layout.newline) + (layout.lastNewline ? layout.newline : '');
  return (encodings[layout.encoding] ?? Buffer.from)(text);
}

describe('any layout of a good file', () => {
  it('gives the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(serialNumbers, fc.boolean(), layouts, async (serials, compact, layout) => {
        const devices = serials.map((serialNumber) => ({
          serialNumber,
          productId: '',
          hardwareHash: compact ? hashBytes({ serialNumber }).toString('base64') : hashText({ serialNumber }),
          groupTag: layout.encoding.startsWith('windows') ? 'Köln' : 'Łódź',
        }));
        const report = await read(layOut(devices, layout));
        assert.deepEqual(
          report.rows.map(({ serialNumber, verdict, device }) => [
            serialNumber,
            verdict,
            device?.hardwareHash,
            device?.groupTag,
          ]),
          devices.map(({ serialNumber, hardwareHash, groupTag }) => [serialNumber, 'accepted', hardwareHash, groupTag]),
        );
        assert.equal(report.encoding, layout.encoding);
        assert.equal(report.delimiter, layout.delimiter);
      }),
      { numRuns: 1_500 },
    );
  });
});

/** What must hold of a report on anything. */
function check(report: Report): void {
  const { rows, findings, summary } = report;
  assert.equal(summary.accepted + summary.repaired + summary.rejected, rows.length);
  assert.ok(rows.length <= defaultLimits.rows);
  let line = 0;
  for (const row of rows) {
    assert.ok(row.line >= line, 'rows come in the order of the file');
    line = row.line;
    assert.equal(row.verdict === 'rejected', row.device === undefined);
    assert.equal(
      row.verdict === 'rejected',
      row.findings.some(({ severity }) => severity === 'error'),
    );
    if (row.verdict === 'repaired') assert.ok(row.findings.some(({ fix }) => fix !== undefined));
  }
  assert.ok(rows.length > 0 || findings.length > 0, 'something is always said');
  if (findings.some(({ severity }) => severity === 'error')) assert.equal(summary.accepted + summary.repaired, 0);
}

describe('anything at all', () => {
  it('is read without throwing: 10,000 random byte strings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const report = await read(bytes);
        check(report);
        assert.equal(report.summary.accepted + report.summary.repaired, 0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is read without throwing, and never sent mangled: 10,000 mutated files', async () => {
    const compact = (serialNumber: string) => hashBytes({ serialNumber }).toString('base64');
    const hashes = new Map(
      ['PF0TEST1', 'PF0TEST2', '030603247614'].map((serialNumber) => [serialNumber, compact(serialNumber)]),
    );
    const text = `${captions},Group Tag\r\n${[...hashes].map(([serialNumber, hash]) => `"${serialNumber}",,${hash},SALES`).join('\r\n')}\r\n`;
    const known = new Set(
      [...hashes.values()].flatMap((hash) => [
        hash,
        Buffer.concat([Buffer.from(hash, 'base64'), Buffer.alloc(3000)])
          .subarray(0, 3000)
          .toString('base64'),
      ]),
    );
    const mutation = fc.record({
      at: fc.nat(),
      remove: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 2_000 })),
      insert: fc.oneof(
        fc.constantFrom('"', ',', ';', '\n', '\r', '\t', ' ', '=', '\ufeff', '\0', 'T0H', '""', '\n\n', 'Serial'),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...Object.keys(encodings)),
        async (mutations, encoding) => {
          let mutated = text;
          for (const { at, remove, insert } of mutations) {
            const from = at % mutated.length;
            mutated = mutated.slice(0, from) + insert + mutated.slice(from + remove);
            if (mutated === '') mutated = ' ';
          }
          const report = await read((encodings[encoding] ?? Buffer.from)(mutated));
          check(report);
          for (const { device } of report.rows) if (device !== undefined) assert.ok(known.has(device.hardwareHash));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('is read in time: long runs of what parsers stumble over', async () => {
    const blanks = ' '.repeat(400_000);
    const some = ' '.repeat(30_000);
    const word = 'w'.repeat(200_000);
    const units = [
      '"',
      ',',
      '\r',
      ' ',
      '""',
      '",',
      'T0H',
      'A',
      '\ufeff',
      '=\n',
      '> ',
      'EAHAAAAAoA',
      '%2B',
      `${hp.slice(0, 40)} `,
      `${surface.slice(0, 100)}\n`,
    ];
    const texts = [
      ...units.map((unit) => unit.repeat(Math.ceil(300_000 / unit.length))),
      `a${blanks}b`,
      `${blanks}x ${hp} y`,
      `x${blanks}y ${hp} z`,
      `x "${blanks}" ${hp}`,
      `${blanks}${hp.slice(0, 500)}\nAAAA\n`,
      `${word} ${hp} ${word}`,
      `${captions}\na${some}b,,${hp}\na${"'".repeat(30_000)}b,,${hp}\n1${'.'.repeat(30_000)}x,,${hp}`,
      `${captions}\n5CJ1280EK7,,${hp.slice(0, 1_000)}${' '.repeat(20_000)}${hp.slice(1_000)}`,
    ];
    const start = performance.now();
    for (const text of texts) check(await read(text));
    // Minutes, if any of these took time that grows with its square.
    assert.ok(performance.now() - start < 20_000);
  });
});
