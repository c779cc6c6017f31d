/** How Graph treats a listener: `slow` gets new notifications ten minutes late, `drop` loses them. */
export type ListenerState = 'good' | 'slow' | 'drop';

/** Watches how fast listeners answer. Times are virtual milliseconds. */
export interface ListenerHealth {
  /** Notes how long an answer took. */
  note(url: string, took: number, now: number): void;
  state(url: string, now: number): ListenerState;
  /** Every listener that was ever heard of. */
  states(now: number): { listener: string; state: ListenerState }[];
}

/** Window, duration of a state and delay in the slow one, milliseconds (Graph's change notifications through webhooks, as are the shares). */
export const tenMinutes = 10 * 60_000;
const slowAnswer = 3_000;
const lateAnswer = 10_000;

interface Listener {
  answers: { at: number; took: number }[];
  state: ListenerState;
  /** Judged again from then on. */
  until: number;
}

/** Nobody is slow yet. Listeners are told apart by host, as paths of one host share its troubles. */
export function listenerHealth(): ListenerHealth {
  const listeners = new Map<string, Listener>();

  function stateOf(listener: Listener, now: number): ListenerState {
    if (now >= listener.until) judge(listener, now);
    return listener.state;
  }

  return {
    note(url, took, now) {
      const listener = listeners.get(hostOf(url)) ?? { answers: [], state: 'good', until: now };
      listeners.set(hostOf(url), listener);
      listener.answers.push({ at: now, took });
      stateOf(listener, now);
    },
    state(url, now) {
      const listener = listeners.get(hostOf(url));
      return listener === undefined ? 'good' : stateOf(listener, now);
    },
    states: (now) => [...listeners].map(([host, listener]) => ({ listener: host, state: stateOf(listener, now) })),
  };
}

/** More than 15 % over ten seconds: drop. More than 10 % over three: slow. */
function judge(listener: Listener, now: number): void {
  listener.answers = listener.answers.filter(({ at }) => at > now - tenMinutes);
  const share = (limit: number): number =>
    listener.answers.filter(({ took }) => took > limit).length / Math.max(listener.answers.length, 1);
  if (share(lateAnswer) > 0.15) listener.state = 'drop';
  else listener.state = share(slowAnswer) > 0.1 ? 'slow' : 'good';
  listener.until = listener.state === 'good' ? now : now + tenMinutes;
}

function hostOf(url: string): string {
  return new URL(url).host;
}
