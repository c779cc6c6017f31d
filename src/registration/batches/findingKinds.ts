import type { Finding, Report, ReportRow } from '../intake/report.ts';

/** Every finding of one code, together. */
export interface FindingKind {
  code: string;
  severity: Finding['severity'];
  /** Rows that have it; 0 for one about the file as a whole. */
  rows: number;
  /** Lines of the first of them. */
  lines: number[];
  /** Serial numbers of the first of them, each once. */
  serialNumbers: string[];
  /** Rows whose serial number could not be read. */
  unread: number;
  /** What the first one says; what all of them say when `alike`. */
  message: string;
  alike: boolean;
  remedy: string;
  /** The repair of the first one, where one was made. */
  fix?: string | undefined;
}

/** Lines and serial numbers a kind names; the rest are counted. */
const named = 20;

const gravity: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** The findings of a report by code: the gravest first, those about the file before those about rows, then as they come in the file. */
export function findingKinds({ findings, rows }: Pick<Report, 'findings' | 'rows'>): FindingKind[] {
  const kinds = new Map<string, FindingKind>();
  for (const finding of findings) add(kinds, finding, undefined);
  for (const row of rows) {
    for (const finding of row.findings) add(kinds, finding, row);
    // A row may have a finding twice, once for each of two cells.
    for (const code of new Set(row.findings.map((finding) => finding.code))) {
      const kind = kinds.get(code);
      if (kind === undefined) continue;
      kind.rows += 1;
      if (row.serialNumber === '') kind.unread += 1;
    }
  }
  return [...kinds.values()].sort((a, b) => gravity[a.severity] - gravity[b.severity]);
}

function add(kinds: Map<string, FindingKind>, finding: Finding, row: ReportRow | undefined): void {
  const { code, severity, message, remedy, fix } = finding;
  let kind = kinds.get(code);
  if (kind === undefined) {
    kind = { code, severity, rows: 0, lines: [], serialNumbers: [], unread: 0, message, alike: true, remedy, fix };
    kinds.set(code, kind);
  }
  kind.alike &&= kind.message === message;
  const line = finding.line ?? row?.line;
  if (line !== undefined && kind.lines.length < named && !kind.lines.includes(line)) kind.lines.push(line);
  const serialNumber = row?.serialNumber ?? '';
  const isNew = serialNumber !== '' && !kind.serialNumbers.includes(serialNumber);
  if (isNew && kind.serialNumbers.length < named) kind.serialNumbers.push(serialNumber);
}
