import assert from 'node:assert/strict';
import { reportCard, reportTitle } from '../../../src/bot/cards/reportCard.ts';
import { reportFindings } from '../../../src/bot/cards/reportFindings.ts';
import type { Finding } from '../../../src/registration/intake/report.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { cleanReport, sampleBatch, sampleReport, unusableReport } from '../support/samples.ts';

const finding = (code: string, line: number, over: Partial<Finding> = {}): Finding => ({
  code,
  line,
  severity: 'info',
  message: `${code} happened`,
  remedy: `undo ${code}`,
  ...over,
});
const row = (line: number, ...findings: Finding[]) => ({
  line,
  serialNumber: `S${line}`,
  manufacturer: '',
  model: '',
  verdict: 'accepted' as const,
  findings,
});

describe('report card', () => {
  it('says in its title what can be registered', () => {
    const title = (accepted: number, repaired: number, rejected: number) =>
      reportTitle({ report: sampleReport({ summary: { accepted, repaired, rejected } }) });
    assert.equal(title(23, 0, 0), '23 devices can be registered');
    assert.equal(title(17, 4, 2), '21 of 23 devices can be registered');
    assert.equal(title(1, 0, 0), '1 device can be registered');
    assert.equal(title(0, 0, 2), "This file can't be used");
    assert.equal(title(5000, 0, 0), '5,000 devices can be registered');
  });

  it('offers the profiles of the policy with their meaning, none chosen', () => {
    const text = JSON.stringify(reportCard(sampleBatch(), defaultPolicy));
    assert.match(text, /"title":"Standard – for most people: no local administrator rights","value":"Standard"/);
    assert.match(text, /"id":"profile"[^[]*"value":""/);
    assert.match(text, /"errorMessage":"Choose a device profile\."/);
    assert.match(text, /Shared devices \(self-deploying, needs TPM 2\.0\); not available with Power user/);
  });

  it('carries the batch id and nothing else in its buttons', () => {
    const { actions } = reportCard(sampleBatch(), defaultPolicy) as unknown as {
      actions: { title: string; verb: string; data: object; fallback: { data: object } }[];
    };
    assert.deepEqual(
      actions.map(({ title, verb, data, fallback }) => [title, verb, data, fallback.data]),
      [
        ['Register 21 devices', 'register', { batchId: 'batch-1' }, { verb: 'register', batchId: 'batch-1' }],
        ['Cancel', 'cancel', { batchId: 'batch-1' }, { verb: 'cancel', batchId: 'batch-1' }],
      ],
    );
  });

  it('offers nothing to register for a file that cannot be used, one with a grave finding, or one decided already', () => {
    const grave = [finding('too-many-rows', 1, { severity: 'error' })];
    for (const batch of [
      sampleBatch({ report: unusableReport() }),
      sampleBatch({ report: sampleReport({ findings: grave }) }),
      sampleBatch({ state: 'cancelled' }),
    ]) {
      assert.doesNotMatch(JSON.stringify(reportCard(batch, defaultPolicy)), /"verb":"register"/);
    }
  });

  it('mentions an encoding only where somebody would wonder', () => {
    const text = (encoding: string) =>
      JSON.stringify(reportCard(sampleBatch({ report: { ...cleanReport(1), encoding } }), defaultPolicy));
    assert.doesNotMatch(text('utf-8-bom'), /read as/);
    assert.match(text('utf-16le-bom'), /read as UTF-16, as Windows PowerShell writes it/);
    assert.match(text('windows-1252'), /read as Windows-1252/);
  });
});

describe('report findings', () => {
  const findings = (...rows: ReturnType<typeof row>[]) =>
    reportFindings(sampleReport({ findings: [], firstFindings: rows }));

  it('are one line a kind, gravest first, with all lines and serial numbers', () => {
    const { findings: shown } = findings(
      row(2, finding('note', 2)),
      row(3, finding('bad', 3, { severity: 'error' })),
      row(5, finding('bad', 5, { severity: 'error' })),
      row(7, finding('mended', 7, { fix: 'x' })),
    );
    assert.deepEqual(
      shown.map(({ lead, message, where }) => [lead, message, where]),
      [
        ['Problem', 'bad happened', 'Lines 3 and 5: S3 and S5'],
        ['Note', 'note happened', 'Line 2: S2'],
        ['Repaired', 'mended happened', 'Line 7: S7'],
      ],
    );
  });

  it('show one row as the example where each row has its own message', () => {
    const { findings: shown } = findings(
      row(3, finding('a', 3, { message: 'S3 was x' })),
      row(7, finding('a', 7, { message: 'S7 was y' })),
    );
    assert.equal(shown[0]?.message, '2 rows, for example line 3: S3 was x');
  });

  it('say how much they leave out', () => {
    const kinds = Array.from({ length: 7 }, (_, index) => row(index + 2, finding(`kind-${index}`, index + 2)));
    const { findings: shown, more } = findings(...kinds);
    assert.equal(shown.length, 5);
    assert.equal(more, 'And 2 more kinds of findings, 2 more rejected lines.');
  });
});
