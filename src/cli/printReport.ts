import type { Finding, Report, ReportRow } from '../registration/intake/report.ts';
import type { Terminal } from './command.ts';

type Paint = Terminal['paint'];

const verdictStyles = { accepted: 'green', repaired: 'yellow', rejected: 'red' } as const;
const severityStyles = { info: 'blue', warning: 'yellow', error: 'red' } as const;
const delimiterNames: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** A report for people: the file, its rows that there is something to say about (or `all`), and the count. */
export function printReport(file: string, report: Report, paint: Paint, all: boolean): string {
  const { rows, findings, summary } = report;
  const shown = all ? rows : rows.filter((row) => row.findings.length > 0);
  const lines = [`${paint('bold', file)}${paint('dim', layout(report))}`];
  for (const finding of findings) lines.push(...printFinding(finding, '  ', paint));
  for (const row of shown) lines.push(...printRow(row, paint));
  const quiet = rows.length - shown.length;
  if (quiet > 0) lines.push(paint('dim', `  ${quiet} ${quiet === 1 ? 'row' : 'rows'} without remarks`));
  if (rows.length > 0) {
    const counts = (['accepted', 'repaired', 'rejected'] as const).map((verdict) => {
      const text = `${summary[verdict]} ${verdict}`;
      return summary[verdict] === 0 ? paint('dim', text) : paint(verdictStyles[verdict], text);
    });
    lines.push(`  ${counts.join(', ')}`);
  }
  return `${lines.map(printable).join('\n')}\n`;
}

function layout({ encoding, delimiter }: Report): string {
  const parts = [encoding, delimiterNames[delimiter] ?? delimiter].filter((part) => part !== '');
  return parts.length === 0 ? '' : `  ${parts.join(', ')}`;
}

function printRow(row: ReportRow, paint: Paint): string[] {
  const device = [
    row.serialNumber || '(no serial number)',
    [row.manufacturer, row.model].filter((text) => text !== '').join(' '),
  ];
  const head = `  ${paint('dim', `line ${row.line}`)}  ${paint(verdictStyles[row.verdict], row.verdict)}  ${device.filter((text) => text !== '').join('  ')}`;
  return [head, ...row.findings.flatMap((finding) => printFinding(finding, '    ', paint))];
}

function printFinding({ severity, column, message, remedy, fix }: Finding, indent: string, paint: Paint): string[] {
  const label = paint(severityStyles[severity], severity);
  const lines = [`${indent}${label}  ${column === undefined ? '' : `${column}: `}${message}`];
  if (fix !== undefined) lines.push(`${indent}  ${paint('green', 'fixed')}  ${fix}`);
  if (remedy !== 'Nothing to do.') lines.push(paint('dim', `${indent}  ${remedy}`));
  return lines;
}

/** Without control characters that a crafted file could steer the terminal with; colours stay. */
function printable(line: string): string {
  return line.replace(/\p{Cc}(?!\[\d{1,2}m)/gu, '·').replace(/[\p{Cf}]/gu, '');
}
