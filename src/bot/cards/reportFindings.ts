import type { BatchReport } from '../../registration/batches/batch.ts';
import type { FindingKind } from '../../registration/batches/findingKinds.ts';
import { wordsForMany } from './findingWords.ts';
import {
  capitalise,
  count,
  enumerate,
  enumerateLines,
  formatNumber,
  listed,
  lowerFirst,
  plain,
  shownSerial,
} from './text.ts';

/** One kind of finding as the card shows it: what, then where, then what to do. */
export type FindingView = Record<'lead' | 'color' | 'message' | 'where' | 'remedy', string>;

/** The findings of a report, one entry per kind, the gravest first; `more` says how many kinds were left out. */
export function reportFindings({ kinds }: Pick<BatchReport, 'kinds'>): { findings: FindingView[]; more: string } {
  const hidden = kinds.length - listed;
  return {
    findings: kinds.slice(0, listed).map((kind) => ({
      ...label(kind),
      message: message(kind),
      where: where(kind),
      remedy: remedy(kind),
    })),
    more: hidden > 0 ? `And ${count(hidden, 'more kind of finding', 'more kinds of findings')}.` : '',
  };
}

/** Messages speak of one row; of several, the words for many, with the first repair as an example. */
function message(kind: FindingKind): string {
  const text = plain(kind.message, 300);
  if (kind.rows <= 1) return text;
  const many = wordsForMany(kind.code);
  if (many === undefined) {
    const where = kind.lines[0] === undefined ? '' : ` on ${enumerateLines(kind.lines.slice(0, 1))}`;
    return kind.alike ? text : `${count(kind.rows, 'row')}, for example${where}: ${text}`;
  }
  const example = kind.alike || kind.fix === undefined ? '' : `, for example ${lowerFirst(plain(kind.fix, 120))}`;
  return `${formatNumber(kind.rows)} ${many}${example}`;
}

/** The word carries the meaning; the colour only repeats it. */
function label({ severity, fix }: FindingKind): Pick<FindingView, 'lead' | 'color'> {
  if (severity === 'error') return { lead: 'Problem', color: 'Attention' };
  if (fix !== undefined) return { lead: 'Repaired', color: 'Accent' };
  return severity === 'warning' ? { lead: 'Check', color: 'Warning' } : { lead: 'Note', color: 'Default' };
}

/** `Lines 5 and 19: 5CG1234ABC and 1 unreadable`; empty for what is about the whole file. */
function where({ lines, rows, serialNumbers, unread }: FindingKind): string {
  if (lines.length === 0) return '';
  const serials = serialNumbers.map((serial) => shownSerial(serial));
  const shown = unread > 0 ? [...serials, `${formatNumber(unread)} unreadable`] : serials;
  const which = shown.length === 0 ? '' : `: ${enumerate(shown, listed)}`;
  return capitalise(enumerateLines(lines, 8, rows)) + which;
}

/** `Nothing to do.` is no news beside a repair. */
function remedy(kind: FindingKind): string {
  return kind.remedy === 'Nothing to do.' ? '' : plain(kind.remedy, 300);
}
