/** How many requests one address may make. */
export interface RateLimit {
  /** Requests a second, in the long run. */
  perSecond: number;
  /** Requests at once. */
  burst: number;
}

/** Addresses remembered at once; beyond that the one that was quiet longest starts anew. */
const mostSources = 10_000;

/** A bucket of tokens for each source: `true` when a request from it may come in. `now` is in milliseconds. */
export function sourceLimit({ perSecond, burst }: RateLimit, now: () => number): (source: string) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (source) => {
    const at = now();
    const bucket = buckets.get(source) ?? { tokens: burst, at };
    // Taken out and put back, so that the first of the map is the one that was quiet longest.
    buckets.delete(source);
    const tokens = Math.min(burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1_000) * perSecond);
    const allowed = tokens >= 1;
    buckets.set(source, { tokens: allowed ? tokens - 1 : tokens, at });
    if (buckets.size > mostSources) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
    return allowed;
  };
}
