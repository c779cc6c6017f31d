import type { FindingCode } from './findings.ts';
import { verdictOf } from './judgeRow.ts';
import { type IntakeOptions, readDeviceRows } from './readDeviceRows.ts';
import type { Report, ReportRow } from './report.ts';

/**
 * Reads a whole file, or pasted text as UTF-8, and says what can be registered from it and why not the rest. Never rejects for bad
 * content: a file that is not usable has a finding with severity `error`, and no rows to register.
 */
export async function readDeviceFile(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  options: IntakeOptions,
): Promise<Report> {
  return collectReport(source, options, (row) => row);
}

/** The rows read so far say nothing about a file that was not read to its end. */
const unfinished = new Set<string>(['file-too-large', 'too-many-rows', 'file-unreadable'] satisfies FindingCode[]);

/** Like `readDeviceFile`, for callers that need not hold the hashes: `keep` says what is kept of a row as it arrives. */
export async function collectReport(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  options: IntakeOptions,
  keep: (row: ReportRow) => ReportRow,
): Promise<Report> {
  const report: Report = {
    encoding: '',
    delimiter: '',
    rows: [],
    findings: [],
    summary: { accepted: 0, repaired: 0, rejected: 0 },
  };
  for await (const event of readDeviceRows(source, options)) {
    if (event.kind === 'row') report.rows.push(keep(event.row));
    else if (event.kind === 'correction') correct(report.rows[event.index], event);
    else Object.assign(report, { encoding: event.encoding, delimiter: event.delimiter, findings: event.findings });
  }
  if (report.findings.some(({ code }) => unfinished.has(code))) report.rows = [];
  for (const row of report.rows) {
    report.summary[row.verdict] += 1;
    if (row.verdict !== 'rejected') delete row.given;
  }
  return report;
}

function correct(
  row: ReportRow | undefined,
  { finding, replaces }: { finding: ReportRow['findings'][number]; replaces?: string | undefined },
): void {
  if (row === undefined) return;
  row.findings = [...row.findings.filter(({ code }) => code !== replaces), finding];
  row.verdict = verdictOf(row.findings);
  if (row.given !== undefined && row.device !== undefined) row.given.hardwareHash = row.device.hardwareHash;
  delete row.device;
}
