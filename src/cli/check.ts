import { parseArgs } from 'node:util';
import { finding } from '../registration/intake/findings.ts';
import { defaultLimits, type IntakeLimits } from '../registration/intake/limits.ts';
import { collectReport } from '../registration/intake/readDeviceFile.ts';
import type { Finding, Report, ReportRow } from '../registration/intake/report.ts';
import type { Terminal } from './command.ts';
import { printReport } from './printReport.ts';

const help = `Usage: preflight check FILE… [--json]

Reads CSV files of Windows Autopilot hardware hashes, whatever wrote them, verifies every hash
and says what can be registered, what was repaired and what is wrong, line by line.
Needs no account and no configuration. "-" is standard input.

  --json              one JSON object a file, each on its own line
  --all               list rows without remarks too
  --max-rows N        rows a file may have (${defaultLimits.rows})
  --max-megabytes N   size a file may have (${defaultLimits.bytes / 1024 / 1024})

Exit status: 0 every row can be imported, 1 some rows are rejected, 2 a file is not usable.
`;

/** `preflight check`: reports on files. The status is the worst of all files. */
export async function check(words: readonly string[], terminal: Terminal): Promise<number> {
  const request = readRequest(words);
  if (request === 'help') {
    await terminal.out(help);
    return 0;
  }
  if (typeof request === 'string') {
    await terminal.error(`preflight check: ${request}\n\n${help}`);
    return 2;
  }
  let status = 0;
  for (const [order, file] of request.files.entries()) {
    const report = await readReport(file, request.limits, terminal);
    status = Math.max(status, exitStatus(report));
    if (request.json) await terminal.out(`${JSON.stringify(asJson(file, report))}\n`);
    else await terminal.out((order === 0 ? '' : '\n') + printReport(file, report, terminal.paint, request.all));
    const missing = report.findings.find(({ code }) => code === 'file-not-found');
    if (missing !== undefined) await terminal.error(`preflight check: ${file}: ${missing.message} ${missing.remedy}\n`);
  }
  return status;
}

interface Request {
  files: string[];
  json: boolean;
  all: boolean;
  limits: IntakeLimits;
}

/** The command line, or what is wrong with it. */
function readRequest(words: readonly string[]): Request | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        all: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        'max-rows': { type: 'string' },
        'max-megabytes': { type: 'string' },
      },
    });
    if (values.help === true) return 'help';
    const rows = Number(values['max-rows'] ?? defaultLimits.rows);
    const bytes = Number(values['max-megabytes'] ?? defaultLimits.bytes / 1024 / 1024) * 1024 * 1024;
    if (!(rows >= 1 && bytes >= 1)) return 'limits must be numbers of at least 1.';
    if (positionals.length === 0) return 'name at least one file.';
    return {
      files: positionals,
      json: values.json === true,
      all: values.all === true,
      limits: { ...defaultLimits, rows, bytes },
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Reads one file without holding its hashes. A file that cannot be opened is a finding, so that the others are still read. */
async function readReport(file: string, limits: IntakeLimits, terminal: Terminal): Promise<Report> {
  let failure: Finding | undefined;
  const source = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* terminal.open(file);
    } catch (error) {
      failure = finding('file-not-found', {}, reasonOf(error));
    }
  };
  const report = await collectReport(source(), { limits, now: terminal.now() }, ({ device: _device, ...row }) => row);
  if (failure !== undefined)
    return { ...report, rows: [], findings: [failure], summary: { accepted: 0, repaired: 0, rejected: 0 } };
  return report;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'access is denied';
  return error instanceof Error ? error.message : String(error);
}

function exitStatus({ findings, summary }: Report): number {
  if (findings.some(({ severity }) => severity === 'error')) return 2;
  return summary.rejected > 0 ? 1 : 0;
}

/** The shape that scripts rely on. */
function asJson(file: string, { encoding, delimiter, rows, findings, summary }: Report) {
  return { file, encoding, delimiter, rows: rows.map(rowAsJson), findings: findings.map(findingAsJson), summary };
}

function rowAsJson({ line, serialNumber, manufacturer, model, verdict, findings }: ReportRow) {
  return { line, serialNumber, manufacturer, model, verdict, findings: findings.map(findingAsJson) };
}

/** Every key is always there: JSON leaves undefined ones out. */
function findingAsJson({ code, severity, column, message, remedy, fix }: Finding) {
  return { code, severity, column: column ?? null, message, remedy, fix: fix ?? null };
}
