import type { Engine } from './engine.ts';
import type { Mortality } from './mortal.ts';

const minute = 60_000;

/** Plays `act` and the digests that follow from it; a process that dies meanwhile is revived once and does it again. */
export async function playThroughDeath(engine: Engine, life: Mortality, act: () => Promise<unknown>): Promise<void> {
  for (let deaths = 0; deaths < 3; deaths += 1) {
    try {
      await act();
      // What a dead process was posting is taken over after five minutes.
      engine.sandbox.clock.advance(engine.policy.digestDelay + 5 * minute);
      await engine.turn();
      if (!life.dead) return;
    } catch (error) {
      if (!life.dead) throw error;
    }
    life.dead = false;
    life.dieAt = undefined;
  }
  throw new Error('it died more than once');
}
