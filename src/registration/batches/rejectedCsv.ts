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

/**
 * Rejected rows as a CSV that can be corrected and sent again: what the file said, and why it was not taken.
 *
 * @remarks Plain ASCII wherever the rows are, which is at once what Intune calls ANSI, UTF-8, and what Excel takes every file for; only where
 * a row holds other letters, UTF-8 with a byte order mark, without which Excel would spoil them.
 */
export function rejectedCsv(rows: readonly FoundRow[]): Uint8Array {
  const lines = [captions, ...rows.map(cellsOf)].map((cells) => cells.map(cell).join(','));
  const text = `${lines.join('\r\n')}\r\n`;
  return new TextEncoder().encode(isAscii(text) ? text : `\u{FEFF}${text}`);
}

/** `berlin-laptops-rejected.csv`: without the characters that OneDrive takes no file name with. */
export function rejectedFileName(fileName: string): string {
  const base = fileName
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/["*:<>?/\\|#%~&{}\p{C}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
    .replace(/^[. ]+|[. ]+$/g, '');
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

/**
 * One cell. What a spreadsheet would run as a formula begins with an apostrophe
 * (https://owasp.org/www-community/attacks/CSV_Injection); the reader takes it off again.
 */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
