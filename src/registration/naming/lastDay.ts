const day = 24 * 3_600_000;

/** A last day and when it ends (milliseconds since 1970 UTC), or a sentence that says what is wrong and what to do. */
export type LastDayReading = { lastDay: string; until: number } | { problem: string };

/** Reads the last day of an exception, `2027-03-31`: after today, and not more than so many days from now. It ends at midnight UTC after it. */
export function readLastDay(written: string, now: number, mostDays: number): LastDayReading {
  const lastDay = written.trim();
  if (lastDay === '') return { problem: 'Choose the last day: an exception always ends, and can be extended.' };
  const start = /^\d{4}-\d{2}-\d{2}$/.test(lastDay) ? Date.parse(`${lastDay}T00:00:00Z`) : Number.NaN;
  // Date takes 31 February for a day in March.
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== lastDay)
    return { problem: `${lastDay.slice(0, 40)} is no day. Write it like 2027-03-31.` };
  const today = Math.floor(now / day) * day;
  if (start <= today) return { problem: 'The last day must be after today.' };
  if (start > today + mostDays * day)
    return {
      problem: `The last day can be at most ${mostDays} days from now: ${new Date(today + mostDays * day).toISOString().slice(0, 10)}. It can be extended later.`,
    };
  return { lastDay, until: start + day };
}
