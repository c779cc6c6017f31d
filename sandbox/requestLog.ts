/** One request to Graph; the items of a `$batch` have entries of their own. */
export interface LogEntry {
  /** Virtual milliseconds since 1970 UTC, when the request came. */
  at: number;
  method: string;
  /** With the version, as sent. */
  url: string;
  version: string;
  /** As in Microsoft's description, e.g. `/groups/{group-id}/members`; `unknown` for paths Graph does not have. */
  route: string;
  /** 0 when the connection was dropped. */
  status: number;
  /** Virtual milliseconds. */
  duration: number;
  /** Bytes. */
  requestSize: number;
  /** Bytes. */
  responseSize: number;
  /** The id of the `$batch` this was an item of: the same for all its items and for the batch itself. */
  batch: string | undefined;
}

/** How often Graph was asked. */
export interface RequestCounters {
  /** HTTP requests: a `$batch` is one. */
  roundTrips: number;
  /** Graph requests: the items of a `$batch` count one by one, the batch itself does not. */
  requests: number;
  /** Graph requests by method, version and route, e.g. `GET v1.0 /devices`. */
  byRoute: Record<string, number>;
  /** Graph requests by status. */
  byStatus: Record<string, number>;
}

/** The log of a sandbox. */
export interface RequestLog {
  add(entry: LogEntry): void;
  /** Oldest first; at most the last 50,000. */
  entries(): LogEntry[];
  counters(): RequestCounters;
  /** Forgets entries and counts. */
  reset(): void;
}

const longest = 50_000;

/** Whether a logged request is a batch itself. */
function isBatch(entry: LogEntry): boolean {
  return entry.route === '/$batch';
}

/** An empty log. */
export function createRequestLog(): RequestLog {
  let ring: LogEntry[] = [];
  let oldest = 0;
  let counters = noCounters();
  return {
    add(entry) {
      if (ring.length < longest) ring.push(entry);
      else {
        ring[oldest] = entry;
        oldest = (oldest + 1) % longest;
      }
      if (entry.batch === undefined || isBatch(entry)) counters.roundTrips += 1;
      if (isBatch(entry)) return;
      counters.requests += 1;
      const key = `${entry.method} ${entry.version} ${entry.route}`;
      counters.byRoute[key] = (counters.byRoute[key] ?? 0) + 1;
      counters.byStatus[entry.status] = (counters.byStatus[entry.status] ?? 0) + 1;
    },
    entries: () => [...ring.slice(oldest), ...ring.slice(0, oldest)],
    counters: () => structuredClone(counters),
    reset() {
      ring = [];
      oldest = 0;
      counters = noCounters();
    },
  };
}

function noCounters(): RequestCounters {
  return { roundTrips: 0, requests: 0, byRoute: {}, byStatus: {} };
}
