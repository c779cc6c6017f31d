import type { BatchReport } from '../../registration/batches/batch.ts';
import type { Finding } from '../../registration/intake/report.ts';
import { capitalise, count, enumerate, enumerateLines, listed, plain, shownSerial } from './text.ts';

/** One kind of finding as the card shows it: what, then where, then what to do. */
export type FindingView = Record<'lead' | 'color' | 'message' | 'where' | 'remedy', string>;

interface Located extends Finding {
  serialNumber: string;
}

const order: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** The findings of a report, one line per kind, the gravest first; `more` says what was left out. */
export function reportFindings(report: BatchReport): { findings: FindingView[]; more: string } {
  const located: Located[] = [
    ...report.findings.map((finding) => ({ ...finding, serialNumber: '' })),
    ...report.firstFindings.flatMap((row) =>
      row.findings.map((finding) => ({ ...finding, line: finding.line ?? row.line, serialNumber: row.serialNumber })),
    ),
  ];
  const kinds = [...Map.groupBy(located, ({ code }) => code).values()].sort((a, b) => gravity(a) - gravity(b));
  return { findings: kinds.slice(0, listed).map(view), more: more(kinds.length, report) };
}

function gravity(kind: readonly Located[]): number {
  return order[kind[0]?.severity ?? 'info'];
}

function view(kind: readonly Located[]): FindingView {
  const [first] = kind;
  if (first === undefined) return { lead: '', color: 'Default', message: '', where: '', remedy: '' };
  return {
    ...label(first),
    message: message(first, kind),
    where: where(kind),
    remedy: plain(first.remedy, 300),
  };
}

/** Messages speak of one row; of several that differ, the first stands as an example. */
function message(first: Located, kind: readonly Located[]): string {
  const text = plain(first.message, 300);
  if (first.line === undefined || kind.every((other) => other.message === first.message)) return text;
  return `${count(kind.length, 'row')}, for example ${enumerateLines([first.line])}: ${text}`;
}

/** The word carries the meaning; the colour only repeats it. */
function label({ severity, fix }: Finding): Pick<FindingView, 'lead' | 'color'> {
  if (severity === 'error') return { lead: 'Problem', color: 'Attention' };
  if (fix !== undefined) return { lead: 'Repaired', color: 'Accent' };
  return severity === 'warning' ? { lead: 'Check', color: 'Warning' } : { lead: 'Note', color: 'Default' };
}

/** `Lines 5 and 19: 5CG1234ABC, unreadable`; empty for what is about the whole file. */
function where(kind: readonly Located[]): string {
  const lines = [...new Set(kind.flatMap(({ line }) => (line === undefined ? [] : [line])))];
  if (lines.length === 0) return '';
  const serials = [
    ...new Set(kind.map(({ serialNumber }) => shownSerial(serialNumber)).filter((serial) => serial !== '')),
  ];
  const which = serials.length === 0 ? '' : `: ${enumerate(serials, listed)}`;
  return capitalise(enumerateLines(lines)) + which;
}

function more(kinds: number, report: BatchReport): string {
  const parts: string[] = [];
  if (kinds > listed) parts.push(count(kinds - listed, 'more kind of finding', 'more kinds of findings'));
  const rejectedShown = report.firstFindings.filter(({ verdict }) => verdict === 'rejected').length;
  const hidden = report.summary.rejected - rejectedShown;
  if (hidden > 0) parts.push(count(hidden, 'more rejected line'));
  return parts.length === 0 ? '' : `And ${parts.join(', ')}.`;
}
