import type { Child } from './startChild.ts';

/** How often a starting server is asked: every 100 ms. */
const interval = 100;

/**
 * Resolves when a URL answers 2xx. Rejects, with the last lines of the child's log, when the child ends before that or the time is over.
 * @param within milliseconds
 */
export async function untilAnswers(url: string, child: Child, within: number): Promise<void> {
  const deadline = Date.now() + within;
  let last = 'no answer yet';
  while (child.running()) {
    if (Date.now() > deadline) {
      throw new Error(
        await account(
          child,
          `The ${child.name} did not answer ${url} within ${Math.round(within / 1000)} s (${last}).`,
        ),
      );
    }
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (response.ok) return;
      last = `HTTP ${response.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  const end = await child.ended;
  throw new Error(await account(child, `The ${child.name} ended before it answered ${url} (${ending(end)}).`));
}

/** `exit code 1`, `killed by SIGKILL` */
export function ending(end: { code: number | null; signal: string | null }): string {
  return end.signal === null ? `exit code ${end.code}` : `killed by ${end.signal}`;
}

/** A sentence, and under it the end of the child's log. */
export async function account(child: Child, sentence: string): Promise<string> {
  const lines = await child.lastLines(12);
  if (lines.length === 0) return `${sentence} Its log is empty.`;
  return [`${sentence} The end of its log:`, ...lines.map((line) => `  | ${line}`)].join('\n');
}
