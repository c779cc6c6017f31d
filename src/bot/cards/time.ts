import { duration } from '../../registration/duration.ts';

/**
 * A moment for a text block, shown in the reader's own time zone and language by the client
 * (https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-function-rules: whole seconds, `Z`).
 */
export function readersTime(at: number): string {
  return `{{TIME(${wholeSeconds(at)})}}`;
}

/** Date and time, as `readersTime`. */
export function readersDateAndTime(at: number): string {
  return `{{DATE(${wholeSeconds(at)}, SHORT)}}, {{TIME(${wholeSeconds(at)})}}`;
}

/** The time alone for what happened in the last hours, with a short date for what is older. */
export function readersTimeSince(at: number, now: number): string {
  return now - at < 12 * 3_600_000 ? readersTime(at) : `{{DATE(${wholeSeconds(at)}, COMPACT)}} ${readersTime(at)}`;
}

/** `23 Nov 2026, 14:05`, where the client formats nothing: in the time zone and language of one reader. */
export function timeFor(at: number, reader: { locale: string; timeZone: string }): string {
  const format = (locale: string, timeZone: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
  try {
    return format(reader.locale, reader.timeZone);
  } catch {
    // A locale or zone this runtime does not know: say which zone it is.
    return `${format('en-GB', 'UTC')} UTC`;
  }
}

/** `6 minutes ago`, `just now`. */
export function ago(milliseconds: number): string {
  return milliseconds < 60_000 ? 'just now' : `${duration(milliseconds)} ago`;
}

function wholeSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
