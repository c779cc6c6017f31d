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
 * One cell. What a spreadsheet would run as a formula begins with an apostrophe
 * (https://owasp.org/www-community/attacks/CSV_Injection); the reader of files takes it off again.
 */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
