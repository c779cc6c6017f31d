/** Things a card lists before it says how many more there are. */
export const listed = 5;

/**
 * Makes outside text safe to show in one line: no line breaks, control or direction-changing characters, at most `limit` characters.
 * Nor a date that the client would reckon (https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-function-rules).
 * Markdown is not escaped: data goes into text runs, which have none.
 */
export function plain(text: string, limit = 120): string {
  const line = text
    .normalize('NFC')
    // Controls, zero-width and bidirectional marks: they can make a name read as another.
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/\{\{(?=\s*(?:DATE|TIME)\s*\()/gi, '{ {')
    .trim();
  const characters = [...line];
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`;
}

/** A serial number as it is shown; virtual machines have the longest, with 54 characters. */
export function shownSerial(serialNumber: string): string {
  return plain(serialNumber, 64);
}

/** Outside text in a Markdown message. */
export function escapeMarkdown(text: string, limit?: number): string {
  return plain(text, limit).replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, '\\$&');
}

/** `1 device`, `21 devices` */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(number)} ${number === 1 ? singular : plural}`;
}

/** `5,000` */
export function formatNumber(number: number): string {
  return number.toLocaleString('en-US');
}

/** `a`, `a and b`, `a, b and c`; beyond `limit`, `a, b and 13 more`, where a single one more is named instead. `total` counts items that are not in the list too. */
export function enumerate(items: readonly string[], limit = listed, total = items.length): string {
  const shown = items.slice(0, items.length === limit + 1 && total <= items.length ? limit + 1 : limit);
  const more = Math.max(total, items.length) - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${formatNumber(more)} more`;
  if (shown.length <= 1) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `line 5`, `lines 3, 7 and 8`. `total` counts lines that are not in the list too. */
export function enumerateLines(lines: readonly number[], limit = 8, total = lines.length): string {
  return `${lines.length === 1 ? 'line' : 'lines'} ${enumerate(lines.map(String), limit, total)}`;
}

/** Starts a sentence. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Goes on in a sentence; `TPM` and `AppLocker` keep their capitals. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z]+\b/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
