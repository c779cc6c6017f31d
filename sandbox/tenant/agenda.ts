/** What will happen in the tenant, in the order of virtual time. */
export interface Agenda {
  /** Things due at the same time happen in the order in which they were planned. */
  plan(at: number, act: () => void): void;
  /** Lets everything due by `until` happen, telling each its own time first; what is planned meanwhile is included. */
  settle(until: number, tellTime: (at: number) => void): void;
  /** When the next thing happens, if anything is planned. */
  next(): number | undefined;
}

/** An agenda without timers: nothing happens until somebody looks, so a clock driven by hand gives the same world every time. */
export function createAgenda(): Agenda {
  const entries: { at: number; act: () => void }[] = [];

  function plan(at: number, act: () => void): void {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((entries[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    entries.splice(low, 0, { at, act });
  }

  return {
    plan,
    settle(until, tellTime) {
      for (let entry = entries[0]; entry !== undefined && entry.at <= until; entry = entries[0]) {
        entries.shift();
        tellTime(entry.at);
        entry.act();
      }
      tellTime(until);
    },
    next: () => entries[0]?.at,
  };
}
