import type { Clock } from './clock.ts';
import type { ServiceErrorKind } from './serviceError.ts';

/** Why Microsoft's services hold Preflight up now, in words for people. */
export interface Trouble {
  kind: 'throttled' | 'unavailable';
  /** Milliseconds since 1970 UTC. */
  since: number;
  sentence: string;
}

/**
 * Whether Microsoft Graph can be used: told by whoever calls it, asked by whoever explains a delay. Not whether Preflight is let in: a
 * missing permission concerns some calls and not others, so each device that waits for it says so itself (`permission-missing`).
 */
export interface Health {
  /** A call failed and will be repeated after `delay` milliseconds, or not at all. `part` counts apart: `intune`, `identity`. */
  failed(part: string, kind: ServiceErrorKind, delay: number): void;
  /** A call worked: whatever was wrong with this part is over. */
  worked(part: string): void;
  /** What holds Preflight up; absent when nothing does, or not long enough to be worth a word. */
  trouble(): Trouble | undefined;
}

/** Shorter delays are nobody's concern: 15 seconds. */
const worthMentioning = 15_000;

const sentences: Record<Trouble['kind'], string> = {
  throttled: 'Microsoft Graph has asked Preflight to slow down; it goes on by itself, and nothing is lost',
  unavailable: 'Microsoft Graph does not answer; Preflight keeps trying, and nothing is lost',
};

/** A health that remembers in memory: after a restart the next call finds out. */
export function createHealth(clock: Pick<Clock, 'now'>): Health {
  const parts = new Map<string, Omit<Trouble, 'sentence'> & { until: number }>();
  return {
    failed(part, kind, delay) {
      if (kind !== 'throttled' && kind !== 'unavailable') return;
      const now = clock.now();
      parts.set(part, { kind, since: parts.get(part)?.since ?? now, until: now + delay });
    },
    worked: (part) => void parts.delete(part),
    trouble() {
      const now = clock.now();
      const [worst] = [...parts.values()]
        .filter(({ since, until }) => Math.max(now, until) - since >= worthMentioning)
        .sort((a, b) => a.since - b.since);
      return worst === undefined
        ? undefined
        : { kind: worst.kind, since: worst.since, sentence: sentences[worst.kind] };
    },
  };
}
