import { becomeActive, becomeReady, meet, register } from '../acts.ts';
import type { Scenario } from '../stage.ts';

/** Graph throttles, then is away, in the middle of everything: the card says so, and goes on. */
export const scenario: Scenario = {
  title: 'Five laptops, while Microsoft Graph asks to slow down and then does not answer',
  async play(stage) {
    const { faults } = stage.stack.sandbox;
    await meet(stage);
    const batch = await register(stage);
    const saying = (sentence: RegExp) => (message: { id: string; lines: readonly string[] }) =>
      message.id === batch.id && message.lines.some((line) => sentence.test(line));
    for (const [status, sentence] of [
      [429, /has asked Preflight to slow down/],
      [503, /does not answer; Preflight keeps trying/],
    ] as const) {
      stage.transcript.scene(`Microsoft Graph answers ${status} to everything`);
      faults.add({ route: '/**', status, ...(status === 429 ? { retryAfter: 120 } : {}) });
      await stage.fastForward(60, () => stage.expects(`the card saying why it waits (${status})`, saying(sentence)));
      faults.clear();
      stage.transcript.scene('and works again');
    }
    await becomeReady(stage, batch);
    await becomeActive(stage, batch);
  },
};
