import { csvBytes } from '../csvBytes.ts';
import { trimEnds } from '../hardwareHash/trimEnds.ts';
import type { Finding } from '../intake/report.ts';
import type { FoundRow } from './batch.ts';

const captions = [
  'Device Serial Number',
  'Windows Product ID',
  'Hardware Hash',
  'Group Tag',
  'Assigned User',
  'Reason',
] as const;

/** Rejected rows as a CSV that can be corrected and sent again: what the file said, and why it was not taken. */
export function rejectedCsv(rows: readonly FoundRow[]): Uint8Array {
  return csvBytes([captions, ...rows.map(cellsOf)]);
}

/** `berlin-laptops-rejected.csv`: without the characters that OneDrive takes no file name with. */
export function rejectedFileName(fileName: string): string {
  const spaced = fileName
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/["*:<>?/\\|#%~&{}\p{C}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  const base = trimEnds(spaced, /[. ]/);
  return `${base === '' ? 'devices' : base}-rejected.csv`;
}

function cellsOf(row: FoundRow): string[] {
  const { given, findings } = row;
  const reason = findings.filter(({ severity }) => severity === 'error').map(explain);
  return [
    given?.serialNumber ?? row.serialNumber,
    given?.productId ?? '',
    given?.hardwareHash ?? '',
    given?.groupTag ?? '',
    given?.assignedUser ?? '',
    plainQuotes(`Line ${row.line}: ${reason.join(' ')}`),
  ];
}

function explain({ message, remedy }: Finding): string {
  return `${message} ${remedy}`;
}

/** Typographic signs of our own sentences, in ASCII. */
function plainQuotes(text: string): string {
  return text
    .replace(/[“”‘’]/g, "'")
    .replace(/→/g, '->')
    .replace(/–/g, '-')
    .replace(/…/g, '...');
}
