/** Milliseconds before the next attempt: 5 s doubled each time, ten minutes at most. */
export function backOff(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 600_000);
}

/** No delivery waits longer for a time of its own: one further ahead was set before a clock was put right. Milliseconds. */
export const longestWait = 24 * 3_600_000;

/** Milliseconds until a stored time; 0 when it is over, or cannot be meant. */
export function waitUntil(time: number | undefined, now: number): number {
  const wait = (time ?? 0) - now;
  return wait > 0 && wait <= longestWait ? wait : 0;
}

/**
 * A message of which nobody knows whether it arrived is repeated twice at once. After that only where nothing that can be edited shows the same, and
 * only when the conversation can be reached; after so many attempts in all it is left at that.
 */
export const repeatedAtOnce = 3;
/** Attempts in all of which nobody knows whether they arrived. */
export const mostUnknown = 6;

/** Milliseconds before a message is repeated of which nobody knows whether it arrived, so often in a row. */
export function pauseAfterUnknown(times: number): number {
  const minute = 60_000;
  return [10_000, minute, 30 * minute, 120 * minute][times - 1] ?? 360 * minute;
}
