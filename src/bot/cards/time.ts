import { duration } from '../../registration/duration.ts';
import { plain } from './text.ts';

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

/** A day without a time, the same for every reader: `2027-03-31` as `31 March 2027`. */
export function dayWords(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return plain(day, 20);
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

/** The day of a moment in UTC, `2027-03-31`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** A day, in milliseconds. */
export const day = 24 * 3_600_000;

/** `6 minutes ago`, `just now`. */
export function ago(milliseconds: number): string {
  return milliseconds < 60_000 ? 'just now' : `${duration(milliseconds)} ago`;
}

function wholeSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
