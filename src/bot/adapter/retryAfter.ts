/** The longest time the connector may ask for, in milliseconds: fifteen minutes. What lasts longer is asked again. */
const longestPause = 15 * 60_000;

/**
 * `Retry-After` in milliseconds, fifteen minutes at most: seconds, or a date (RFC 9110 10.2.3). `undefined` where it is neither, or says a
 * time that makes no sense. `now`: milliseconds since 1970 UTC.
 */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text)) return Math.min(Number(text) * 1_000, longestPause);
  // Only the date that HTTP knows: `Date.parse` also makes years of `-5`.
  const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, date - now), longestPause);
}
