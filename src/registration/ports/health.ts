import { explainAccess } from '../problems/explain.ts';
import type { Clock } from './clock.ts';
import type { ServiceError, ServiceErrorKind } from './serviceError.ts';

/** Why Microsoft's services hold Preflight up now, in words for people. */
export interface Trouble {
  kind: 'throttled' | 'unavailable' | 'forbidden';
  /** Milliseconds since 1970 UTC. */
  since: number;
  sentence: string;
}

/** Whether Microsoft Graph can be used: told by whoever calls it, asked by whoever explains a delay. */
export interface Health {
  /** A call failed and will be repeated after `delay` milliseconds, or not at all. `part` counts apart: `intune`, `identity`. The error tells which permission is missing. */
  failed(
    part: string,
    kind: ServiceErrorKind,
    delay: number,
    error?: Pick<ServiceError, 'status' | 'permission'>,
  ): void;
  /** A call worked: whatever was wrong with this part is over. */
  worked(part: string): void;
  /** What holds Preflight up; absent when nothing does, or not long enough to be worth a word. */
  trouble(): Trouble | undefined;
}

/** Shorter delays are nobody's concern: 15 seconds. */
const worthMentioning = 15_000;

const sentences: Record<Exclude<Trouble['kind'], 'forbidden'>, string> = {
  throttled: 'Microsoft Graph has asked Preflight to slow down; it goes on by itself, and nothing is lost',
  unavailable: 'Microsoft Graph does not answer; Preflight keeps trying, and nothing is lost',
};

type Refused = Pick<ServiceError, 'status' | 'permission'>;

function sentenceOf(kind: Trouble['kind'], error: Refused | undefined): string {
  if (kind !== 'forbidden') return sentences[kind];
  return explainAccess(error ?? { status: 403, permission: undefined }).replace(/\.$/, '');
}

/** A health that remembers in memory: after a restart the next call finds out. */
export function createHealth(clock: Pick<Clock, 'now'>): Health {
  const parts = new Map<string, Omit<Trouble, 'sentence'> & { until: number; error: Refused | undefined }>();
  return {
    failed(part, kind, delay, error) {
      if (kind === 'notFound' || kind === 'refused') return;
      const now = clock.now();
      parts.set(part, { kind, since: parts.get(part)?.since ?? now, until: now + delay, error });
    },
    worked: (part) => void parts.delete(part),
    trouble() {
      const now = clock.now();
      const [worst] = [...parts.values()]
        .filter(({ since, until }) => Math.max(now, until) - since >= worthMentioning)
        .sort((a, b) => a.since - b.since);
      return worst === undefined
        ? undefined
        : { kind: worst.kind, since: worst.since, sentence: sentenceOf(worst.kind, worst.error) };
    },
  };
}
