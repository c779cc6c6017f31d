import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { letTimePass } from './step.ts';

/** Ends the exceptions whose time is over and marks those that end within a week to be told of. Resolves with how many changed. */
export async function endExceptions({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<{ changed: number }> {
  const now = clock.now();
  let changed = 0;
  const due = { atMost: { field: 'dueAt', value: now } } as const;
  for await (const exception of everyRecord(store, 'namingExceptions', due)) {
    const later = letTimePass(exception, now);
    // Whoever was faster took a step, which says itself when it is due next.
    if (later !== exception && (await store.replace('namingExceptions', later)) !== undefined) changed += 1;
  }
  return { changed };
}
