import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../sandbox/playground/feed.ts';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import { devices, hurry, meet, register } from '../acts.ts';
import type { Scenario, Stage } from '../stage.ts';

const says = (pattern: RegExp) => (message: ChatMessage) => message.lines.some((line) => pattern.test(line));
const inChat = (pattern: RegExp) => (message: ChatMessage) =>
  message.conversationId === conversationIds.personal && says(pattern)(message);
const patient = { timeoutMs: 90_000 };

/** Sandbox time while an hour must pass: what happens outside Preflight is looked for every hour. */
const hours = 1_200;

/**
 * Some laptops become ready, somebody deletes one of them in the Autopilot portal, and two more become ready later. The button of the first card
 * marks those that it shows and that are still ready; one wave is marked by mistake, and that is taken back.
 */
export const scenario: Scenario = {
  title: 'Two waves of one file, a deletion in between, the button of the first card, and a mark taken back',
  async play(stage) {
    const { tenant } = stage.stack.sandbox;
    const alex = stage.person('Alex');
    await meet(stage);
    const late = serialNumbers(stage).slice(0, 2);
    for (const serial of late) tenant.failImports(serial, { code: 400, name: 'InvalidZtdRequestBody' });
    stage.transcript.scene(`Autopilot will refuse ${late.join(' and ')} for now`);
    const batch = await register(stage);

    const [first, failed] = await stage.fastForward(hurry, async () => [
      await stage.expects('the first wave', inChat(/^\d+ devices are ready for user/), patient),
      await stage.expects('the digest of what failed', inChat(/^2 devices failed/), patient),
    ]);
    assert.ok(first && failed);
    // Microsoft takes its time: the wave may have two devices or three.
    const [deleted, ...rest] = shownOn(first);
    assert.ok(deleted && rest.length > 0);
    const all = `Mark ${rest.length + 1} as shipped`;
    const others = `Mark ${rest.length} as shipped`;
    assert.ok(offers(first, all), 'The first card does not offer to mark its devices.');

    tenant.deleteIdentity(deleted);
    stage.transcript.scene(`somebody deletes ${deleted} in the Autopilot portal; time passes, fast`);
    await stage.fastForward(hours, () =>
      stage.expects(
        'the first card saying that one is no longer ready',
        (message) => message.id === first.id && says(/^Do not ship /)(message) && offers(message, others),
        patient,
      ),
    );

    for (const serial of late) tenant.failImports(serial, undefined);
    stage.transcript.scene('Autopilot takes them again');
    await stage.presses(alex, failed, 'Retry 2 failed');
    const second = await stage.fastForward(hurry, () =>
      stage.expects(
        'the second wave',
        (message) => inChat(/ready for user$/)(message) && late.some((serial) => shownOn(message).includes(serial)),
        patient,
      ),
    );

    const devicesOf = (count: number) => `${count} device${count === 1 ? '' : 's'}`;
    const marked = new RegExp(`^Alex Wilber marked ${devicesOf(rest.length)} as shipped`);
    // The card as it was before the deletion: an old client, or a slow finger.
    await stage.presses(alex, first, all);
    const answer = await stage.expects('the answer with its way back', inChat(marked));
    const shown = (card: ChatMessage, pattern: RegExp) => (message: ChatMessage) =>
      message.id === card.id && says(pattern)(message);
    await stage.expects('the first card with what was shipped', shown(first, /^Shipped already/));
    await stage.expects(
      'the batch card counting them',
      shown(batch, new RegExp(`^Shipped +${rest.length} of ${devices}$`)),
      patient,
    );
    assert.ok(
      offers(current(stage, second), `Mark ${shownOn(second).length} as shipped`),
      'The second wave was marked from the first card.',
    );
    for (const serial of late) assert.ok(!answer.lines.join(' ').includes(serial), `${serial} was marked.`);

    const reason = 'The courier took the other pallet';
    await stage.presses(alex, answer, 'Take back', { reason });
    await stage.expects(
      'the answer taken back',
      shown(answer, new RegExp(`^Taken back by Alex Wilber: ${devicesOf(rest.length)} `)),
    );
    await stage.expects(
      'the first card waiting again',
      (message) => message.id === first.id && message.position > answer.position && offers(message, others),
      patient,
    );
    const [again] = rest;
    await stage.says(alex, `shipped ${rest.join(' ')}`, conversationIds.personal);
    await stage.expects('the second mark', (message) => message.position > answer.position && inChat(marked)(message));
    await stage.says(alex, `unship ${again} because its lid is broken`, conversationIds.personal);
    await stage.expects('the answer to unship', inChat(/^1 device is not marked as shipped any more/));
    await stage.says(alex, `status ${again}`, conversationIds.personal);
    await stage.expects('its history', inChat(/Alex Wilber took it back, because its lid is broken/));
    await stage.says(alex, `status ${late[0]}`, conversationIds.personal);
    const status = await stage.expects('the device of the second wave', inChat(new RegExp(`${late[0]}`)), {
      after: answer.position,
    });
    assert.ok(!says(/Marked as shipped/)(status));
  },
};

function offers(message: ChatMessage, title: string): boolean {
  return message.card?.actions.some((action) => action.title === title) === true;
}

/** Serial numbers that a digest names. */
function shownOn({ lines }: ChatMessage): string[] {
  const line = lines.find((each) => each.startsWith('Serial numbers')) ?? '';
  return line.split(/[^A-Z0-9]+/).filter((word) => /^[A-Z0-9]{7}$/.test(word));
}

/** Serial numbers of the file that is sent: its first column. */
function serialNumbers({ stack }: Stage): string[] {
  const sample = stack.sandbox.samples.find(({ id }) => id === 'five');
  assert.ok(sample);
  const [, ...rows] = Buffer.from(sample.bytes).toString('utf16le').trim().split('\n');
  return rows.map((row) => row.split(',')[0]?.replace(/[^A-Z0-9]/g, '') ?? '');
}

function current(stage: Stage, { id }: ChatMessage): ChatMessage {
  const message = stage.chat.feed.messages().findLast((each) => each.id === id);
  assert.ok(message);
  return message;
}
