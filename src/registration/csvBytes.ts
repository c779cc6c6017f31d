/**
 * Rows of cells as the bytes of a CSV.
 *
 * @remarks Plain ASCII wherever the rows are, which is at once what Intune calls ANSI, UTF-8, and what Excel takes every file for; only where
 * a row holds other letters, UTF-8 with a byte order mark, without which Excel would spoil them.
 */
export function csvBytes(rows: readonly (readonly string[])[]): Uint8Array {
  const text = `${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
  return new TextEncoder().encode(isAscii(text) ? text : `\u{FEFF}${text}`);
}

/**
 * One cell. What a spreadsheet could run as a formula begins with an apostrophe
 * (https://owasp.org/www-community/attacks/CSV_Injection); the reader of files takes it off again.
 */
function cell(text: string): string {
  const harmless = couldRun(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Blanks, controls, characters nobody sees: spreadsheets drop some of them and look at what comes next. */
const unseen = /^[\p{Z}\p{C}]/u;
const unseenOrQuotes = /^[\p{Z}\p{C}"'`\u2018-\u201f\uff02\uff07]*/u;
/** What begins a formula, and the minus sign, which no normalisation makes a hyphen of. */
const signs: ReadonlySet<string> = new Set(['=', '+', '-', '@', '\u2212']);

/** Whether a cell begins with what is not seen, or with the sign of a formula, full-width or small, behind whatever quotes. */
function couldRun(text: string): boolean {
  const [first = ''] = text.slice(unseenOrQuotes.exec(text)?.[0].length ?? 0);
  return unseen.test(text) || signs.has(first.normalize('NFKC'));
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
