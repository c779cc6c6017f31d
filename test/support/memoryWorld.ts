import { createHealth } from '../../src/registration/ports/health.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { capturedLog } from './capturedLog.ts';
import { handClock } from './handClock.ts';
import { recordingCourier } from './recordingCourier.ts';

/** Everything of the engine's outside that needs no Graph: a store in memory, a clock moved by hand, a courier that remembers. */
export function memoryWorld() {
  const clock = handClock();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  return {
    clock,
    store: openSqliteStore(':memory:'),
    log: capturedLog(),
    courier: recordingCourier(),
    health: createHealth(clock),
    newId,
  };
}
