import { setImmediate } from 'node:timers/promises';

/** Parts of a long list, one after the other; between two of them everything else in the process has its turn. */
export async function* inTurns<T>(items: readonly T[], size: number): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) {
    if (start > 0) await setImmediate();
    yield items.slice(start, start + size);
  }
}
