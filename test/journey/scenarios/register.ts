import { becomeActive, becomeReady, confirm, meet, register, ship } from '../acts.ts';
import type { Scenario } from '../stage.ts';

/** The main road. */
export const scenario: Scenario = {
  title: 'Five laptops, from a CSV file to their users',
  async play(stage) {
    await meet(stage);
    const batch = await register(stage);
    await becomeReady(stage, batch);
    await ship(stage, batch);
    await becomeActive(stage, batch);
    await confirm(stage, batch);
  },
};
