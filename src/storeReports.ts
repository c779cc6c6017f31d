import type { Log } from './registration/ports/log.ts';
import type { Metrics } from './registration/ports/metrics.ts';
import type { StoreTrouble } from './registration/ports/storeError.ts';

/** Tells the log and the numbers what the store meets. */
export function storeReports(log: Log, metrics: Metrics) {
  return {
    setAside(collection: string, count: number) {
      metrics.count('recordsSetAside', count, { collection });
      log.error({ collection, count }, 'records could not be understood and were set aside');
    },
    troubleBegan({ code, sentence }: StoreTrouble) {
      log.error({ code, sentence }, 'nothing can be stored');
    },
  };
}
