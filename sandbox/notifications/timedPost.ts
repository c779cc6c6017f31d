import type { SandboxClock } from '../clock.ts';

/** How a listener answered. */
export interface TimedAnswer {
  /** Absent where none came in time, or none at all. */
  status: number | undefined;
  contentType: string;
  text: string;
  /** Milliseconds. */
  took: number;
}

/** Nobody waits longer for a listener, milliseconds (Graph's change notifications through webhooks: 10 seconds). */
export const longestWait = 10_000;

/**
 * POSTs to a listener and takes the time. Time is the sandbox's while its clock is held, so that a test can let a listener
 * be slow by advancing it, and the machine's otherwise: a listener is not ten times slower because the sandbox is faster.
 * Nobody is waited for longer than ten seconds of either.
 */
export async function timedPost(
  url: string,
  content: { type: string; body: string },
  clock: Pick<SandboxClock, 'now' | 'sleep' | 'state'>,
  stop: AbortSignal,
): Promise<TimedAnswer> {
  const elapsed = stopwatch(clock);
  const late = new AbortController();
  const answered = new AbortController();
  const timer = setTimeout(() => late.abort(), longestWait);
  if (clock.state().manual) void clock.sleep(longestWait, answered.signal).then(() => late.abort());
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': content.type },
      body: content.body,
      redirect: 'manual',
      signal: AbortSignal.any([late.signal, stop]),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text, took: elapsed() };
  } catch {
    return { status: undefined, contentType: '', text: '', took: late.signal.aborted ? longestWait + 1 : elapsed() };
  } finally {
    clearTimeout(timer);
    answered.abort();
  }
}

function stopwatch(clock: Pick<SandboxClock, 'now' | 'state'>): () => number {
  const start = { virtual: clock.now(), real: performance.now() };
  return () => (clock.state().manual ? clock.now() - start.virtual : performance.now() - start.real);
}
