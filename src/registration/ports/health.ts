import type { Clock } from './clock.ts';
import type { ServiceErrorKind } from './serviceError.ts';

/** Why Microsoft's services hold Preflight up now, in words for people. */
export interface Trouble {
  kind: 'throttled' | 'unavailable' | 'unreadable' | 'signIn';
  /** Milliseconds since 1970 UTC. */
  since: number;
  sentence: string;
}

/** The part that stands for signing in, whatever it was for. */
export const signInPart = 'signing in';
/** The part that nobody waits for: what it does not tell is found by polling. */
export const asidePart = 'subscriptions';

/**
 * Whether Microsoft Graph can be used: told by whoever calls it, asked by whoever explains a delay. Not whether Preflight is let in: a
 * missing permission concerns some calls and not others, so each device that waits for it says so itself (`permission-missing`).
 */
export interface Health {
  /** A call failed and will be repeated after `delay` milliseconds, or not at all. `part` is what was asked for, in words: `groups by name`. */
  failed(part: string, kind: ServiceErrorKind, delay: number): void;
  /** An answer could be used: whatever was wrong with this part is over. */
  worked(part: string): void;
  /** Graph asked everybody of this workload to wait so many milliseconds. Ends when they are over, whatever is answered meanwhile. */
  paused(workload: string, milliseconds: number): void;
  /** Something of this workload was answered: once its pause is over, nothing is left of it. */
  answered(workload: string): void;
  /** What holds devices up, the longest; absent when nothing does, or not long enough to be worth a word. */
  trouble(): Trouble | undefined;
  /** All that is wrong, the longest first, what holds nobody up included. */
  troubles(): Trouble[];
}

/** Shorter delays are nobody's concern: 15 seconds. */
const worthMentioning = 15_000;
/** What failed and was not asked for again says nothing after this: 20 minutes, longer than any job waits to try again. */
const forgottenAfter = 20 * 60_000;
/** The same for what was only told to come later: a pause says for itself how long it lasts. */
const throttledForgottenAfter = 10 * 60_000;

interface Failing {
  kind: 'throttled' | 'unavailable' | 'unreadable';
  since: number;
  until: number;
}

interface Pause {
  since: number;
  until: number;
  answered: boolean;
}

/** A health that remembers in memory: after a restart the next call finds out. */
export function createHealth(clock: Pick<Clock, 'now'>): Health {
  const parts = new Map<string, Failing>();
  const pauses = new Map<string, Pause>();

  function isOver({ since, until, answered }: Pause): boolean {
    const now = clock.now();
    return since > now || now >= (answered ? until : until + forgottenAfter);
  }

  function isForgotten({ kind, since, until }: Failing): boolean {
    const now = clock.now();
    return since > now || now >= until + (kind === 'throttled' ? throttledForgottenAfter : forgottenAfter);
  }

  function failingParts(): { part: string; kind: Failing['kind']; since: number }[] {
    for (const [part, failing] of parts) if (isForgotten(failing)) parts.delete(part);
    const now = clock.now();
    return [...parts]
      .filter(([, { since, until }]) => Math.max(now, until) - since >= worthMentioning)
      .map(([part, { kind, since }]) => ({ part, kind, since }));
  }

  function longPauses(): { part: string; since: number }[] {
    const now = clock.now();
    return [...pauses].flatMap(([part, pause]) => {
      const isLong = !isOver(pause) && Math.max(now, pause.until) - pause.since >= worthMentioning;
      return isLong ? [{ part, since: pause.since }] : [];
    });
  }

  function troubles(concerns: (part: string) => boolean): Trouble[] {
    const failing = failingParts().filter(({ part }) => concerns(part));
    const waiting = longPauses().filter(({ part }) => concerns(part));
    const signIn = failing.filter(({ part }) => part === signInPart);
    const others = failing.filter(({ part }) => part !== signInPart);
    const unreadable = others.filter(({ kind }) => kind === 'unreadable');
    return [
      ...oldest('throttled', [...waiting, ...failing.filter(({ kind }) => kind === 'throttled')], sentences.throttled),
      ...oldest('signIn', signIn, sentences.signIn),
      ...oldest(
        'unavailable',
        others.filter(({ kind }) => kind === 'unavailable'),
        sentences.unavailable,
      ),
      ...oldest('unreadable', unreadable, garbled(unreadable.map(({ part }) => part))),
    ].sort((a, b) => a.since - b.since);
  }

  return {
    failed(part, kind, delay) {
      if (kind !== 'throttled' && kind !== 'unavailable' && kind !== 'unreadable') return;
      const now = clock.now();
      const known = parts.get(part);
      const since = known === undefined || isForgotten(known) ? now : known.since;
      parts.set(part, { kind, since, until: now + delay });
    },
    worked: (part) => void parts.delete(part),
    paused(workload, milliseconds) {
      const now = clock.now();
      const known = pauses.get(workload);
      const standing = known !== undefined && !isOver(known) ? known : undefined;
      const until = Math.max(standing?.until ?? 0, now + milliseconds);
      pauses.set(workload, { since: standing?.since ?? now, until, answered: false });
    },
    answered(workload) {
      const pause = pauses.get(workload);
      if (pause !== undefined) pauses.set(workload, { ...pause, answered: true });
    },
    // Nobody is held up by what is only told sooner.
    trouble: () => troubles((part) => part !== asidePart)[0],
    troubles: () => troubles(() => true),
  };
}

const sentences = {
  throttled: 'Microsoft Graph has asked Preflight to slow down; it goes on by itself, and nothing is lost',
  unavailable: 'Microsoft Graph does not answer; Preflight keeps trying, and nothing is lost',
  signIn: 'Microsoft Entra does not answer when Preflight signs in; Preflight keeps trying, and nothing is lost',
};

/** Names some of what was asked for: an administrator sees whether all of Graph is behind something that answers in its place. */
function garbled(parts: readonly string[]): string {
  const named = parts.slice(0, 3).join(', ');
  const more = parts.length > 3 ? ` and ${parts.length - 3} more` : '';
  return `Microsoft Graph answers with something Preflight cannot read (${named}${more}); Preflight asks again and concludes nothing from it`;
}

function oldest(kind: Trouble['kind'], found: readonly { since: number }[], sentence: string): Trouble[] {
  return found.length === 0 ? [] : [{ kind, since: Math.min(...found.map(({ since }) => since)), sentence }];
}
