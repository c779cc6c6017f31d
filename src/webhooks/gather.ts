import type { Clock } from '../registration/ports/clock.ts';

/** Calls `act` once, this many milliseconds after the first of any number of calls: a wave of notifications is one reason to look. */
export function gather(act: () => void, milliseconds: number, { sleep }: Pick<Clock, 'sleep'>): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    void sleep(milliseconds).then(() => {
      waiting = false;
      act();
    });
  };
}
