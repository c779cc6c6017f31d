import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod/v4';
import type { Clock } from '../src/registration/ports/clock.ts';
import { virtualTime } from './virtualTime.ts';

const clockAnswer = z.object({
  revision: z.number(),
  now: z.number(),
  speed: z.number(),
  manual: z.boolean(),
});

/** A clock in this process that follows a sandbox in another one. */
export interface FollowedClock extends Clock {
  /** Stops following; sleepers wake. */
  close(): void;
}

/** Real milliseconds before a sandbox that does not answer is asked again. */
const retryEvery = 500;

/**
 * Follows the clock of the sandbox at `origin` (`http://127.0.0.1:4300`) by long polls of `/_sandbox/clock`.
 * Between changes the time is computed here, so `now()` costs nothing; while the sandbox is away the clock carries on at
 * its last pace. Rejects when the sandbox cannot be reached at the start.
 */
export async function followClock(origin: string): Promise<FollowedClock> {
  const stop = new AbortController();

  async function ask(after: number): Promise<z.infer<typeof clockAnswer>> {
    const response = await fetch(`${origin}/_sandbox/clock?after=${after}`, { signal: stop.signal });
    if (!response.ok) throw new Error(`The sandbox at ${origin} answered ${response.status} when asked for its clock.`);
    return clockAnswer.parse(await response.json());
  }

  let latest = await ask(-1);
  const time = virtualTime(latest);

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const answer = await ask(latest.revision);
        // A restarted sandbox counts from zero again: any other revision is news.
        if (answer.revision !== latest.revision) time.set(answer);
        latest = answer;
      } catch {
        if (stop.signal.aborted) return;
        latest = { ...latest, revision: -1 };
        await pause(retryEvery, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  }
  const following = follow();

  return {
    now: time.now,
    sleep: time.sleep,
    close() {
      stop.abort();
      time.close();
      following.catch(() => undefined);
    },
  };
}
