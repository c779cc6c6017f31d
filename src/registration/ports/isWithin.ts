/** Whether this was at most `milliseconds` ago. A time ahead of now is none: the clock went ahead and came back. */
export function isWithin(milliseconds: number, then: number | undefined, now: number): boolean {
  return then !== undefined && then <= now && now - then < milliseconds;
}
