import type { BatchView } from '../../registration/batches/view.ts';

/** The devices of a batch that its numbers are out of, everywhere: those that were removed no longer count. */
export function devicesLeft({ total, removed }: Pick<BatchView, 'total' | 'removed'>): number {
  return Math.max(0, total - removed);
}
