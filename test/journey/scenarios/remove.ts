import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../sandbox/playground/feed.ts';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import { becomeActive, becomeReady, devices, meet, register } from '../acts.ts';
import type { Scenario } from '../stage.ts';

const says = (pattern: RegExp) => (message: ChatMessage) => message.lines.some((line) => pattern.test(line));

/** Two devices in use are deregistered: who may not is refused, the card asks, and everything else stays. */
export const scenario: Scenario = {
  title: 'Two of five laptops in use are removed again',
  async play(stage) {
    await meet(stage);
    const batch = await register(stage);
    await becomeReady(stage, batch);
    await becomeActive(stage, batch);
    const { tenant } = stage.stack.sandbox;
    const [first, second] = tenant.overview().devices.map(({ serialNumber }) => serialNumber);
    const request = `remove ${first} ${second}`;
    await stage.says(stage.person('Alex'), request, conversationIds.personal);
    await stage.expects('the refusal for who is no administrator', says(/needs the administrator role/));
    await stage.says(stage.person('Megan'), request, conversationIds.channel);
    const question = await stage.expects('the card that asks', says(/^Remove 2 devices\?/));
    await stage.presses(stage.person('Megan'), question, 'Remove 2 devices');
    await stage.expects('the card saying that they are being removed', says(/^2 devices are being removed/));
    await stage.fastForward(300, () =>
      stage.expects('the digest of removed devices', says(/^2 devices were removed/), { timeoutMs: 60_000 }),
    );
    await stage.expects(
      'the batch card of those that stay',
      says(new RegExp(`^All ${devices - 2} devices are active`)),
    );
    const left = tenant.overview().devices.map(({ serialNumber }) => serialNumber);
    assert.equal(left.length, devices - 2);
    assert.equal([...tenant.world().managed.values()].length, devices - 2);
  },
};
