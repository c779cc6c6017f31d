import type { Random } from './tenant/random.ts';

/** What is said in place of an answer: a cut or garbled body, or the true one with fields or links that are not true. */
export type Lie =
  | 'cutAtOnce'
  | 'cutHalf'
  | 'truncated'
  | 'html'
  | 'object'
  | 'null'
  | 'empty'
  | { leaveOut: readonly string[] }
  | { nulls: readonly string[] }
  /** `self` for the page's own address. */
  | { nextLink: string };

/** Trouble between a client and Graph. */
export interface Fault {
  /** Graph path without the version; `*` stands for one segment, `**` for any number, e.g. `/deviceManagement/**`. */
  route: string;
  /** Every method when left out. */
  method?: string | undefined;
  /** Answer with this status instead. */
  status?: number | undefined;
  /** Destroy the connection instead of answering. */
  drop?: boolean | undefined;
  /** Virtual milliseconds to wait: before the service acts, or between that and the answer. */
  delay?: number | undefined;
  /** `after`: the service acts, and only then waits or fails; the client cannot tell. `before` when left out. */
  when?: 'before' | 'after' | undefined;
  /** Answer with this, under `status` or 200. Standing in the service's place, unless it is `after` the service acted or changes what it says. */
  lie?: Lie | undefined;
  /** What the answer with `status` says, in Graph's words. */
  message?: string | undefined;
  /** Seconds, or anything else, sent as `Retry-After`. */
  retryAfter?: number | string | undefined;
  /** Share of the requests it hits, 0 to 1; all when left out. */
  rate?: number | undefined;
  /** Hits before it is over; endless when left out. */
  count?: number | undefined;
}

/** A fault in force. */
export type ActiveFault = Fault & { id: string; hits: number };

/** The faults of a sandbox. */
export interface Faults {
  add(fault: Fault): ActiveFault;
  remove(id: string): boolean;
  clear(): void;
  list(): ActiveFault[];
  /** The fault that hits this request, counted; of several, the one added first. */
  hit(request: { method: string; path: string }): ActiveFault | undefined;
}

/** No faults yet. */
export function createFaults(random: Pick<Random, 'next'>): Faults {
  const faults = new Map<string, ActiveFault & { pattern: RegExp }>();
  let added = 0;

  function hits(fault: ActiveFault & { pattern: RegExp }, request: { method: string; path: string }): boolean {
    if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
    return fault.pattern.test(request.path) && (fault.rate === undefined || random.next() < fault.rate);
  }

  return {
    add(fault) {
      added += 1;
      const active = { ...fault, id: String(added), hits: 0, pattern: patternOf(fault.route) };
      faults.set(active.id, active);
      return shown(active);
    },
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    list: () => [...faults.values()].map(shown),
    hit(request) {
      for (const fault of faults.values()) {
        if (!hits(fault, request)) continue;
        fault.hits += 1;
        if (fault.count !== undefined && fault.hits >= fault.count) faults.delete(fault.id);
        return shown(fault);
      }
      return undefined;
    },
  };
}

function shown({ pattern: _, ...fault }: ActiveFault & { pattern: RegExp }): ActiveFault {
  return fault;
}

function patternOf(route: string): RegExp {
  const source = route.replaceAll(/\*\*|\*|[^*]+/g, (part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : RegExp.escape(part);
  });
  return new RegExp(`^${source}$`, 'i');
}
