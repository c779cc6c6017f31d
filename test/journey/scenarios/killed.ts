import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { becomeActive, becomeReady, meet, register } from '../acts.ts';
import type { Scenario, Stage } from '../stage.ts';

/** How long the bot lives each time, at most, milliseconds of real time; short at first, so that it dies in every step. */
const lives = [50, 400, 100, 700, 150, 900, 200, 500, 300, 600, 250, 800, 350, 1_000];

const importRoute = 'POST v1.0 /deviceManagement/importedWindowsAutopilotDeviceIdentities/import';

/** The bot is killed again and again, wherever it is; nothing is lost, nothing is imported twice, and what is said twice is said in the same words. */
export const scenario: Scenario = {
  title: 'Five laptops, and a bot that is killed (SIGKILL) all the way',
  async play(stage) {
    await meet(stage);
    const batch = await register(stage);
    await whileKilling(stage, () => becomeReady(stage, batch, 'word for word'));
    await whileKilling(stage, () => becomeActive(stage, batch, 'word for word'));
    assert.equal(
      stage.stack.sandbox.log.counters().byRoute[importRoute],
      1,
      'The devices were imported more than once.',
    );
  },
};

async function whileKilling(stage: Stage, act: () => Promise<void>): Promise<void> {
  const { stack, chat, transcript } = stage;
  let over = false;
  const playing = act().finally(() => {
    over = true;
  });
  const killing = (async () => {
    for (const life of lives) {
      if (over) return;
      // The next word of the bot, or the end of its time.
      let stop: () => void = () => {};
      const spoke = new Promise<void>((resolve) => {
        stop = chat.feed.onChange(() => resolve());
      });
      await Promise.race([spoke, pause(life)]);
      stop();
      await stack.killBot();
      transcript.scene('the bot is killed');
      await stack.restartBot();
    }
  })();
  await Promise.all([playing, killing]);
}
