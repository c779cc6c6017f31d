import type { SandboxClock } from '../clock.ts';
import type { World } from '../tenant/world.ts';

/**
 * Lets what is planned in the tenant happen when its time comes, while `isNeeded`: otherwise nothing happens there
 * until somebody looks, and a notification is sent to those who do not. Returns how to take up and to stop that.
 */
export function followAgenda(
  clock: Pick<SandboxClock, 'now' | 'sleep'>,
  world: World,
  isNeeded: () => boolean,
): { follow(): void; stop(): void } {
  let waiting = new AbortController();
  let until = Number.POSITIVE_INFINITY;
  let stopped = false;

  function follow(): void {
    const next = world.next();
    if (stopped || next === undefined || next >= until || !isNeeded()) return;
    waiting.abort();
    waiting = new AbortController();
    until = next;
    const { signal } = waiting;
    void clock.sleep(next - clock.now(), signal).then(() => {
      if (signal.aborted || stopped) return;
      until = Number.POSITIVE_INFINITY;
      world.settle(clock.now());
      follow();
    });
  }

  world.planned = follow;
  return {
    follow,
    stop() {
      stopped = true;
      waiting.abort();
    },
  };
}
