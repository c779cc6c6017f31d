import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captions, hp, surface } from '../support/deviceFile.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');
const fixtures = join(import.meta.dirname, '../fixtures/csv');

interface Run {
  status: number;
  out: string;
  error: string;
}

/** Runs the command line as a user does, without any configuration. */
function preflight(
  words: string[],
  { input, env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...words], { cwd: fixtures, env }, (_error, out, error) => {
      resolve({ status: child.exitCode ?? -1, out, error });
    });
    child.stdin?.end(input);
  });
}

function objects(out: string) {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('preflight check --json', () => {
  it('prints one object a file, in the promised shape', async () => {
    const { status, out, error } = await preflight(['check', '--json', 'leading-zero-lost.csv']);
    assert.deepEqual([status, error], [0, '']);
    const [report, ...others] = objects(out);
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(report), ['file', 'encoding', 'delimiter', 'rows', 'findings', 'summary']);
    assert.deepEqual(
      { ...report, rows: [] },
      {
        file: 'leading-zero-lost.csv',
        encoding: 'utf-8',
        delimiter: ',',
        rows: [],
        findings: [],
        summary: { accepted: 0, repaired: 1, rejected: 0 },
      },
    );
    const [{ findings, ...row }] = report.rows;
    assert.deepEqual(row, {
      line: 2,
      serialNumber: '030603247614',
      manufacturer: 'Microsoft Corporation',
      model: 'Surface Laptop 4',
      verdict: 'repaired',
    });
    assert.deepEqual(Object.keys(findings[0]), ['code', 'severity', 'column', 'message', 'remedy', 'fix']);
    assert.deepEqual(
      [findings[0].code, findings[0].severity, findings[0].column],
      ['serial-repaired', 'warning', 'Device Serial Number'],
    );
  });

  it('writes every key of a finding, null where there is nothing to say', async () => {
    const { out } = await preflight(['check', '--json', 'exact-duplicate-row.csv', 'nowhere.csv']);
    const [duplicate, missing] = objects(out);
    for (const finding of [duplicate.rows[1].findings.at(-1), missing.findings[0]]) {
      assert.deepEqual(Object.keys(finding), ['code', 'severity', 'column', 'message', 'remedy', 'fix']);
      assert.deepEqual([finding.column, finding.fix], [null, null]);
    }
  });

  it('never prints a hash', async () => {
    const { out } = await preflight([
      'check',
      '--json',
      'get-info-pwsh7-utf8-nobom.csv',
      'one-char-changed.csv',
      'digest-cut.csv',
    ]);
    assert.doesNotMatch(out, /T0[E-H][A-Za-z0-9+/]{8}/);
  });

  it('exits with 0, 1 or 2, and the worst of several files', async () => {
    const statusOf = async (...files: string[]) => (await preflight(['check', '--json', ...files])).status;
    assert.equal(await statusOf('captured-lenovo-21r3001buk.csv'), 0);
    assert.equal(await statusOf('plus-became-space.csv'), 0);
    assert.equal(await statusOf('exact-duplicate-row.csv'), 1);
    assert.equal(await statusOf('device-preparation-identifier-no-hash.csv'), 2);
    assert.equal(await statusOf('no-tpm.csv', 'exact-duplicate-row.csv', 'no-tpm.csv'), 1);
    assert.equal(await statusOf('device-preparation-identifier-no-hash.csv', 'no-tpm.csv'), 2);
  });

  it('reports a missing file and reads the others', async () => {
    const { status, out, error } = await preflight(['check', '--json', 'nowhere.csv', 'no-tpm.csv']);
    assert.equal(status, 2);
    assert.match(error, /nowhere\.csv: The file cannot be read: there is no such file\./);
    const [missing, present] = objects(out);
    assert.deepEqual([missing.file, missing.findings[0].code, missing.rows], ['nowhere.csv', 'file-not-found', []]);
    assert.equal(present.summary.accepted, 1);
    assert.match((await preflight(['check', '.'])).error, /it is a folder/);
  });

  it('reads standard input', async () => {
    const { status, out } = await preflight(['check', '--json', '-'], { input: `${captions}\n5CJ1280EK7,,${hp}\n` });
    assert.deepEqual([status, objects(out)[0].summary], [0, { accepted: 1, repaired: 0, rejected: 0 }]);
  });

  it('keeps to its limits, which can be raised', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'preflight-'));
    try {
      const file = join(folder, 'two.csv');
      await writeFile(file, `${captions}\n5CJ1280EK7,,${hp}\n030603247614,,${surface}\n`);
      const few = await preflight(['check', '--json', '--max-rows', '1', file]);
      assert.deepEqual([few.status, objects(few.out)[0].findings[0].code], [2, 'too-many-rows']);
      const small = await preflight(['check', '--json', '--max-megabytes', '0.005', file]);
      assert.deepEqual([small.status, objects(small.out)[0].findings[0].code], [2, 'file-too-large']);
      assert.equal((await preflight(['check', '--json', '--max-rows', '2', file])).status, 0);
      assert.equal((await preflight(['check', '--max-rows', 'many', file])).status, 2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('preflight check', () => {
  it('says the same for people, without colours where nobody sees them', async () => {
    const { status, out } = await preflight([
      'check',
      'one-char-changed.csv',
      'leading-zero-lost.csv',
      'captured-lenovo-21r3001buk.csv',
    ]);
    assert.equal(status, 1);
    assert.ok(!out.includes('\u001b'));
    assert.match(out, /one-char-changed\.csv {2}utf-8, commas\n {2}line 2 {2}rejected {2}5CJ1280EK7/);
    assert.match(out, /error {2}Hardware Hash: The hash was changed after its capture/);
    assert.match(out, /fixed {2}Serial number 30603247614 → 030603247614/);
    assert.match(out, /1 row without remarks\n {2}1 accepted, 0 repaired, 0 rejected/);
  });

  it('uses colours where they are asked for, and never where NO_COLOR is set', async () => {
    const coloured = await preflight(['check', 'no-tpm.csv'], { env: { FORCE_COLOR: '1' } });
    assert.ok(coloured.out.includes('\u001b[33mwarning\u001b[39m'));
    const plain = await preflight(['check', 'no-tpm.csv'], { env: { NO_COLOR: '1' } });
    assert.ok(!plain.out.includes('\u001b'));
  });

  it('shows every row when asked', async () => {
    assert.match(
      (await preflight(['check', '--all', 'captured-lenovo-21r3001buk.csv'])).out,
      /line 2 {2}accepted {2}PF0ZH8MB/,
    );
  });

  it('explains itself', async () => {
    assert.match((await preflight(['check', '--help'])).out, /Exit status: 0/);
    assert.match((await preflight(['--help'])).out, /check/);
    const nothing = await preflight(['check']);
    assert.deepEqual([nothing.status, nothing.out], [2, '']);
    assert.match(nothing.error, /name at least one file/);
    assert.equal((await preflight(['check', '--jsno', 'x'])).status, 2);
    const unknown = await preflight(['launch']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.error, /no command “launch”/);
    assert.equal((await preflight(['constructor'])).status, 2);
  });
});
