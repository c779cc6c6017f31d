import type { Attack } from '../attack.ts';
import { personCalled, speakAs } from '../voices.ts';

/** An administrator whose role was just believed is deleted from the directory, and goes on. */
export const formerAdministrator: Attack = {
  name: 'former-administrator',
  wanted: [200],
  async play(stage, tally) {
    const megan = personCalled('Megan');
    const world = stage.sandbox.tenant.world();
    const account = world.users.get(megan.id);
    const health = await speakAs(megan, { text: 'health' }, stage, tally);
    if (!/Preflight is well|problem|Microsoft/.test(health))
      tally.problems.push(`an administrator was refused: ${health.slice(0, 200)}`);
    world.users.delete(megan.id);
    try {
      for (const text of ['health', 'audit export', 'remove SECRET001', 'retry failed', 'move SECRET001 to First']) {
        const said = await speakAs(megan, { text }, stage, tally);
        if (!/disabled or deleted in the directory/.test(said))
          tally.problems.push(`after deletion "${text}" got: ${/"text":"[^"]*/.exec(said)?.[0] ?? said.slice(0, 200)}`);
      }
    } finally {
      if (account !== undefined) world.users.set(megan.id, account);
    }
  },
};
