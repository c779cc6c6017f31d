import { createEngine } from '../../test/support/engine.ts';
import { type Result, readCost } from './cost.ts';
import type { Setting } from './setting.ts';

/** Preflight's own engine, from the click on Register until every device is Ready for user; waits move the clock. */
export async function playPreflight(devices: number, setting: Setting): Promise<Result> {
  const engine = await createEngine(setting);
  try {
    await engine.register(devices);
    await engine.until(({ status }) => status === 'ready');
    // The pass removes a few staging records each time.
    while (engine.sandbox.tenant.world().imports.size > 0) {
      engine.sandbox.clock.advance(5_000);
      await engine.turn();
    }
    return readCost('preflight', devices, engine.sandbox.log);
  } finally {
    await engine.close();
  }
}
